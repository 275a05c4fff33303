import { errAsync, type ResultAsync } from 'neverthrow'
import type { AuditEntry } from '../../audit/audit-entry.ts'
import { type Forbidden, forbidden, type Unavailable } from '../../errors.ts'
import type { AuditFilter } from '../../ports/audit-log.ts'
import type { Page, PageRequest } from '../../ports/page.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

export type ListAuditLogError = Forbidden | Unavailable

export type ListAuditLog = (
  command: Readonly<{ viewer: User; filter: AuditFilter; page: PageRequest }>,
) => ResultAsync<Page<AuditEntry>, ListAuditLogError>

/** Who did what, newest first. */
export const makeListAuditLog =
  ({ unitOfWork }: Needs): ListAuditLog =>
  ({ viewer, filter, page }) =>
    viewer.role === 'admin'
      ? unitOfWork.run(({ auditLog }) => auditLog.list(filter, page))
      : errAsync(forbidden('admin'))
