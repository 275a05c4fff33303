import { auditActionSchema, type AuditEntry } from '@boztell/core'
import * as v from 'valibot'
import { time, timeOf } from './time.ts'

const id = v.pipe(v.string(), v.uuid())

export const auditEntrySchema = v.object({
  id,
  at: time,
  actor: v.nullable(id),
  action: auditActionSchema,
  subject: v.nullable(v.object({ type: v.string(), id: v.string() })),
  details: v.record(v.string(), v.unknown()),
  request_id: v.nullable(v.string()),
  ip: v.nullable(v.string()),
})
export type AuditEntryView = v.InferOutput<typeof auditEntrySchema>

export const auditEntryView = ({ at, requestId, ...entry }: AuditEntry): AuditEntryView => ({
  ...entry,
  at: timeOf(at),
  request_id: requestId,
})
