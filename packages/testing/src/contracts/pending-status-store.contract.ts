import type { MessageId, UnitOfWork } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aStatusReport } from '../builders/a-message.ts'
import { anId } from '../builders/an-id.ts'
import { aWaMessageId } from '../builders/whatsapp-names.ts'
import { expectCopies, expectToWait, storeTest, times } from './store-test.ts'

export const pendingStatusStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)

  describe(`${adapter} keeps the PendingStatusStore contract`, () => {
    test('answers the reports of the asked messages the earliest first', async ({ run }) => {
      const [waMessageId, other] = [aWaMessageId(), aWaMessageId()]
      const read = aStatusReport({ waMessageId, status: 'read', at: TEST_NOW + 2 })
      const sent = aStatusReport({ waMessageId: other, status: 'sent', at: TEST_NOW })
      const delivered = aStatusReport({ waMessageId, status: 'delivered', at: TEST_NOW + 1 })
      await run(({ pendingStatuses }) => pendingStatuses.park([read, sent, aStatusReport()], TEST_NOW))
      await run(({ pendingStatuses }) => pendingStatuses.park([delivered], TEST_NOW))
      const taken = await run(({ pendingStatuses }) => pendingStatuses.take([other, waMessageId]))
      expect(taken).toEqual([sent, delivered, read])
    })

    test('makes a second one who holds a name wait', async ({ unitOfWork }) => {
      const [name, other] = [aWaMessageId(), aWaMessageId()]
      await expectToWait(unitOfWork, ({ pendingStatuses }) =>
        pendingStatuses.hold([other, name]).andThen(() => pendingStatuses.take([name])),
      )
    })

    test('removes what it answers', async ({ run }) => {
      const report = aStatusReport()
      const take = () => run(({ pendingStatuses }) => pendingStatuses.take([report.waMessageId]))
      await run(({ pendingStatuses }) => pendingStatuses.park([report], TEST_NOW))
      expect(await take()).toEqual([report])
      expect(await take()).toEqual([])
    })

    test('keeps every field of a report, and hands copies in and out', async ({ run }) => {
      const report = aStatusReport({
        messageId: anId<MessageId>(),
        status: 'failed',
        error: { code: 131026, title: 'Undeliverable', details: null },
        pricing: { billable: false, category: 'utility' },
      })
      const { waMessageId } = report
      const park = (given: typeof report) => run(({ pendingStatuses }) => pendingStatuses.park([given], TEST_NOW))
      await expectCopies(report, park, async () => {
        const [taken] = await run(({ pendingStatuses }) => pendingStatuses.take([waMessageId]))
        if (taken) await park(taken)
        return taken
      })
    })

    test('keeps a report parked twice once', async ({ run }) => {
      const report = aStatusReport()
      await run(({ pendingStatuses }) => pendingStatuses.park([report, report], TEST_NOW))
      await run(({ pendingStatuses }) => pendingStatuses.park([report], TEST_NOW + 1))
      expect(await run(({ pendingStatuses }) => pendingStatuses.take([report.waMessageId]))).toEqual([report])
    })

    test('does nothing where nothing is given', async ({ run }) => {
      await run(({ pendingStatuses }) => pendingStatuses.park([], TEST_NOW))
      expect(await run(({ pendingStatuses }) => pendingStatuses.take([]))).toEqual([])
    })

    test('gives a report to one of 10 who take it at once', async ({ run }) => {
      const report = aStatusReport()
      await run(({ pendingStatuses }) => pendingStatuses.park([report], TEST_NOW))
      const takes = times(10, () => run(({ pendingStatuses }) => pendingStatuses.take([report.waMessageId])))
      expect((await Promise.all(takes)).flat()).toEqual([report])
    })

    test('forgets what was parked before a moment and says how many', async ({ run }) => {
      const [old, older, kept] = times(3, () => aStatusReport())
      await run(({ pendingStatuses }) => pendingStatuses.forget(TEST_NOW))
      await run(({ pendingStatuses }) => pendingStatuses.park([old!], TEST_NOW - 1))
      await run(({ pendingStatuses }) => pendingStatuses.park([older!], TEST_NOW - 2))
      await run(({ pendingStatuses }) => pendingStatuses.park([kept!], TEST_NOW))
      expect(await run(({ pendingStatuses }) => pendingStatuses.forget(TEST_NOW))).toBe(2)
      expect(await run(({ pendingStatuses }) => pendingStatuses.forget(TEST_NOW))).toBe(0)
      const names = [old!, older!, kept!].map(({ waMessageId }) => waMessageId)
      expect(await run(({ pendingStatuses }) => pendingStatuses.take(names))).toEqual([kept])
    })
  })
}
