import * as v from 'valibot'
import type { Instant } from '../instant.ts'
import type { JsonObject } from '../json.ts'
import type { UserId } from '../user/user.ts'

/** What the log tells of. The list only grows: what was written once can be asked for for good. */
export const auditActions = [
  'login.succeeded',
  'login.failed',
  'password.changed',
  'password.change_refused',
  'user.registered',
  'user.created',
  'user.role_changed',
  'user.status_changed',
  'participant.added',
  'participant.removed',
  'room.read',
  'settings.changed',
  'templates.synced',
  'subscription.created',
  'subscription.updated',
  'subscription.disabled',
  'subscription.deleted',
  'webhook_failure.replayed',
] as const
export const auditActionSchema = v.picklist(auditActions)
export type AuditAction = v.InferOutput<typeof auditActionSchema>

export type AuditSubject = Readonly<{
  type: 'user' | 'room' | 'settings' | 'templates' | 'subscription' | 'webhook_failure'
  id: string
}>

/** The request by which somebody acts; `ip` is the address the connection comes from, behind a proxy the proxy's. */
export type Origin = Readonly<{ requestId: string; ip: string }>

export type AuditEntry = Readonly<{
  id: string
  at: Instant
  /** Who did it; null where nobody was signed in. */
  actor: UserId | null
  action: AuditAction
  subject: AuditSubject | null
  /** As the API shows it, hence in snake_case; never a password, a token or what a message says. */
  details: JsonObject
  requestId: string | null
  ip: string | null
}>
