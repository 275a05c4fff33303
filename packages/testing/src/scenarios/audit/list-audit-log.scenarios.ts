import type { UnitOfWork } from '@boztell/core'
import { forbidden, makeListAuditLog } from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { aUser } from '../../builders/a-user.ts'
import { anAuditEntry, everyAuditEntry } from '../../builders/an-audit-entry.ts'
import { stored } from '../../builders/store.ts'

export const listAuditLogScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', () => makeUnitOfWork())
  const all = { filter: everyAuditEntry, page: { limit: 10, cursor: null } }

  describe(`Listing the audit log, on ${adapter}`, () => {
    test('shows an admin what happened', async ({ unitOfWork }) => {
      const entry = anAuditEntry()
      await stored(unitOfWork, ({ auditLog }) => auditLog.append([entry]))
      expect(await makeListAuditLog({ unitOfWork })({ viewer: aUser({ role: 'admin' }), ...all })).toEqual(
        ok({ data: [entry], nextCursor: null }),
      )
    })

    test('refuses everybody else', async ({ unitOfWork }) => {
      for (const role of ['supervisor', 'agent', 'system'] as const) {
        expect(await makeListAuditLog({ unitOfWork })({ viewer: aUser({ role }), ...all })).toEqual(
          err(forbidden('admin')),
        )
      }
    })
  })
}
