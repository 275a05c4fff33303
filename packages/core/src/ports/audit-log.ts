import type { AuditAction, AuditEntry } from '../audit/audit-entry.ts'
import type { Instant } from '../instant.ts'
import type { UserId } from '../user/user.ts'
import type { Page, PageRequest } from './page.ts'
import type { Stored } from './unit-of-work.ts'

/** Null where it does not matter. `from` is part of what is asked for, `to` is not. */
export type AuditFilter = Readonly<{
  actor: UserId | null
  action: AuditAction | null
  from: Instant | null
  to: Instant | null
}>

export interface AuditLog {
  /** An entry whose id is there already stays as it was. */
  append(entries: readonly AuditEntry[]): Stored<void>
  /** Newest first. */
  list(filter: AuditFilter, page: PageRequest): Stored<Page<AuditEntry>>
}
