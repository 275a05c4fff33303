import type { AuditEntry, AuditFilter, UnitOfWork } from '@boztell/core'
import { TEST_NOW } from './a-clock.ts'
import { anId } from './an-id.ts'
import { stored } from './store.ts'

/** A failed login at TEST_NOW of somebody nobody knows. */
export const anAuditEntry = (overrides: Partial<AuditEntry> = {}): AuditEntry => ({
  id: anId(overrides.at),
  at: TEST_NOW,
  actor: null,
  action: 'login.failed',
  subject: null,
  details: { reason: 'invalid_credentials' },
  requestId: null,
  ip: null,
  ...overrides,
})

export const everyAuditEntry: AuditFilter = { actor: null, action: null, from: null, to: null }

/** The last entries of the log that `filter` lets through, newest first, 100 at most. */
export const auditEntriesOf = async (
  unitOfWork: UnitOfWork,
  filter: Partial<AuditFilter> = {},
): Promise<readonly AuditEntry[]> =>
  (
    await stored(unitOfWork, ({ auditLog }) =>
      auditLog.list({ ...everyAuditEntry, ...filter }, { limit: 100, cursor: null }),
    )
  ).data
