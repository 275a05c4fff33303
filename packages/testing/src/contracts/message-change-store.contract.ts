import type { UnitOfWork } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aRevocation, aText, anEdit } from '../builders/a-message.ts'
import { storeConversation } from '../builders/store.ts'
import { aWaMessageId } from '../builders/whatsapp-names.ts'
import { expectCopies, storeTest, times } from './store-test.ts'

export const messageChangeStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)
    .extend('roomId', async ({ unitOfWork }) => (await storeConversation(unitOfWork)).room.id)
    .extend('targetWaMessageId', () => aWaMessageId())

  describe(`${adapter} keeps the MessageChangeStore contract`, () => {
    test('answers the changes of the asked targets, oldest first', async ({ run, roomId, targetWaMessageId }) => {
      const other = aWaMessageId()
      const revoked = aRevocation({ roomId, targetWaMessageId, at: TEST_NOW + 3 })
      const edited = anEdit({ roomId, targetWaMessageId, at: TEST_NOW + 1 })
      const elsewhere = anEdit({ roomId, targetWaMessageId: other, at: TEST_NOW + 2, direction: 'outbound' })
      await run(({ messageChanges }) => messageChanges.append([revoked, edited]))
      await run(({ messageChanges }) => messageChanges.append([elsewhere, anEdit({ roomId })]))
      expect(await run(({ messageChanges }) => messageChanges.of([other, targetWaMessageId]))).toEqual([
        edited,
        elsewhere,
        revoked,
      ])
    })

    test('never overwrites a change', async ({ run, roomId, targetWaMessageId }) => {
      const change = anEdit({ roomId, targetWaMessageId })
      const again = anEdit({ ...change, at: TEST_NOW + 1 }, aText('Something else'))
      await run(({ messageChanges }) => messageChanges.append([change, again]))
      await run(({ messageChanges }) => messageChanges.append([again]))
      expect(await run(({ messageChanges }) => messageChanges.of([targetWaMessageId]))).toEqual([change])
    })

    test('adds the same change once, however many deliver it at once', async ({ run, roomId, targetWaMessageId }) => {
      const change = anEdit({ roomId, targetWaMessageId })
      await Promise.all(times(10, () => run(({ messageChanges }) => messageChanges.append([change]))))
      expect(await run(({ messageChanges }) => messageChanges.of([targetWaMessageId]))).toEqual([change])
    })

    test('hands copies in and out', async ({ run, roomId, targetWaMessageId }) => {
      await expectCopies(
        anEdit({ roomId, targetWaMessageId }),
        (given) => run(({ messageChanges }) => messageChanges.append([given])),
        async () => (await run(({ messageChanges }) => messageChanges.of([targetWaMessageId])))[0],
      )
    })

    test('does nothing where nothing is given', async ({ run }) => {
      await run(({ messageChanges }) => messageChanges.append([]))
      expect(await run(({ messageChanges }) => messageChanges.of([]))).toEqual([])
    })
  })
}
