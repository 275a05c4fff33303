import type { JsonObject } from '../json.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdSource } from '../ports/id-source.ts'
import type { Stored, Stores } from '../ports/unit-of-work.ts'
import type { UserId } from '../user/user.ts'
import type { AuditAction, AuditSubject, Origin } from './audit-entry.ts'

type Needs = Readonly<{ clock: Clock; ids: IdSource }>

export type AuditedAct = Readonly<{
  actor: UserId | null
  action: AuditAction
  subject: AuditSubject | null
  details?: JsonObject
  origin: Origin | undefined
}>

/** Writes down who does what, in the unit of work that does it: neither is kept without the other. */
export const recordAudit = (
  { clock, ids }: Needs,
  { auditLog }: Pick<Stores, 'auditLog'>,
  ...acts: readonly AuditedAct[]
): Stored<void> => {
  const at = clock.now()
  return auditLog.append(
    acts.map(({ actor, action, subject, details = {}, origin }) => ({
      id: ids.newId(at),
      at,
      actor,
      action,
      subject,
      details,
      requestId: origin?.requestId ?? null,
      ip: origin?.ip ?? null,
    })),
  )
}
