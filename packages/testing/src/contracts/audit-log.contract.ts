import type { AuditEntry, AuditFilter, UnitOfWork, UserId } from '@boztell/core'
import { errAsync } from 'neverthrow'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { anAuditEntry, everyAuditEntry } from '../builders/an-audit-entry.ts'
import { anId } from '../builders/an-id.ts'
import { allPages, expectCopies, storeTest, times } from './store-test.ts'

export const auditLogContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork).extend(
    'entriesOf',
    ({ run }) =>
      (filter: Partial<AuditFilter>) =>
        allPages((cursor) =>
          run(({ auditLog }) => auditLog.list({ ...everyAuditEntry, ...filter }, { limit: 2, cursor })),
        ),
  )

  /** Of an actor of its own, so that a test finds its entries again. */
  const entriesAt = (...moments: readonly number[]) => {
    const actor = anId<UserId>()
    return { actor, entries: moments.map((at) => anAuditEntry({ actor, at })) }
  }

  describe(`${adapter} keeps the AuditLog contract`, () => {
    test('keeps every field, filled or not', async ({ run, entriesOf }) => {
      const actor = anId<UserId>()
      const full: AuditEntry = {
        id: anId(),
        at: TEST_NOW + 1,
        actor,
        action: 'participant.added',
        subject: { type: 'room', id: anId() },
        details: { user_id: anId(), why: ['a', { nul: 'a\0b' }], none: null },
        requestId: 'my-request_1.2',
        ip: '2001:db8::1',
      }
      const bare = anAuditEntry({ actor, details: {} })
      await run(({ auditLog }) => auditLog.append([bare, full]))
      expect(await entriesOf({ actor })).toEqual([full, bare])
    })

    test('hands copies in and out', async ({ run, entriesOf }) => {
      const entry = anAuditEntry({ actor: anId<UserId>(), subject: { type: 'room', id: anId() } })
      const { actor } = entry
      await expectCopies(
        entry,
        (given) => run(({ auditLog }) => auditLog.append([given])),
        async () => (await entriesOf({ actor }))[0],
      )
    })

    test('never overwrites an entry', async ({ run, entriesOf }) => {
      const entry = anAuditEntry({ actor: anId<UserId>() })
      const again = { ...entry, details: { reason: 'another' } }
      await run(({ auditLog }) => auditLog.append([entry, again]))
      await run(({ auditLog }) => auditLog.append([again]))
      expect(await entriesOf({ actor: entry.actor })).toEqual([entry])
    })

    test('lists newest first, page by page', async ({ run, entriesOf }) => {
      const { actor, entries } = entriesAt(TEST_NOW, TEST_NOW + 3, TEST_NOW + 1, TEST_NOW + 4, TEST_NOW + 2)
      await run(({ auditLog }) => auditLog.append(entries))
      const listed = await entriesOf({ actor })
      expect(listed.map(({ at }) => at - TEST_NOW)).toEqual([4, 3, 2, 1, 0])
    })

    test('lists each of many entries of the same moment once', async ({ run, entriesOf }) => {
      const { actor, entries } = entriesAt(...times(5, () => TEST_NOW))
      await run(({ auditLog }) => auditLog.append(entries))
      expect(await entriesOf({ actor })).toHaveLength(5)
    })

    test('finds by action, by time, and by all together', async ({ run, entriesOf }) => {
      const actor = anId<UserId>()
      const [first, second, third] = times(3, (index) =>
        anAuditEntry({ actor, at: TEST_NOW + index, action: index === 1 ? 'room.read' : 'login.succeeded' }),
      )
      const others = entriesAt(TEST_NOW, TEST_NOW + 1).entries
      await run(({ auditLog }) => auditLog.append([first!, second!, third!, ...others]))

      expect(await entriesOf({ actor, action: 'login.succeeded' })).toEqual([third, first])
      expect(await entriesOf({ actor, from: TEST_NOW + 1 })).toEqual([third, second])
      expect(await entriesOf({ actor, to: TEST_NOW + 1 })).toEqual([first])
      expect(await entriesOf({ actor, from: TEST_NOW + 1, to: TEST_NOW + 2 })).toEqual([second])
      expect(await entriesOf({ actor, action: 'room.read', from: TEST_NOW + 2, to: null })).toEqual([])
    })

    test('keeps nothing when the work fails', async ({ unitOfWork, entriesOf }) => {
      const { actor, entries } = entriesAt(TEST_NOW)
      const failed = unitOfWork.run(({ auditLog }) => auditLog.append(entries).andThen(() => errAsync('no')))
      expect((await failed).isErr()).toBe(true)
      expect(await entriesOf({ actor })).toEqual([])
    })

    test('appends nothing when there is nothing', async ({ run, entriesOf }) => {
      await run(({ auditLog }) => auditLog.append([]))
      expect(await entriesOf({ actor: anId<UserId>() })).toEqual([])
    })
  })
}
