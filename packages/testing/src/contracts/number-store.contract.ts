import type { NumberState, UnitOfWork } from '@boztell/core'
import { newNumber } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { expectCopies, expectToWait, storeTest } from './store-test.ts'

const aNumber = (): string => Math.random().toString().slice(2, 17)

const busy = (phoneNumberId: string): NumberState => ({
  phoneNumberId,
  freeAt: TEST_NOW + 0.625,
  slowed: { to: 12.5, at: TEST_NOW - 1 },
  waitsUntil: TEST_NOW + 4_000,
  pause: {
    ...{ code: 190, title: 'The token has expired', details: null },
    ...{ since: TEST_NOW, refusedOf: TEST_NOW - 9, probeAt: TEST_NOW + 30_000, probes: 2 },
  },
  workedAt: TEST_NOW - 10,
  changedAt: TEST_NOW,
})

export const numberStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)

  describe(`${adapter} keeps the NumberStore contract`, () => {
    test('makes a number new that nobody knows, once', async ({ run }) => {
      const phoneNumberId = aNumber()
      expect(await run(({ numbers }) => numbers.find([phoneNumberId]))).toEqual([])
      const lock = (now: number) => run(({ numbers }) => numbers.lock([phoneNumberId], now))
      expect(await lock(TEST_NOW)).toEqual([newNumber(phoneNumberId, TEST_NOW)])
      expect(await lock(TEST_NOW + 5)).toEqual([newNumber(phoneNumberId, TEST_NOW)])
      expect(await run(({ numbers }) => numbers.find([phoneNumberId]))).toHaveLength(1)
    })

    test('gives back what was saved, in and out as copies', async ({ run }) => {
      const phoneNumberId = aNumber()
      await expectCopies(
        busy(phoneNumberId),
        (state) => run(({ numbers }) => numbers.lock([phoneNumberId], TEST_NOW).andThen(() => numbers.save([state]))),
        async () => (await run(({ numbers }) => numbers.find([phoneNumberId])))[0],
      )
    })

    test('forgets a pause, a wait and a lower rate', async ({ run }) => {
      const phoneNumberId = aNumber()
      for (const state of [busy(phoneNumberId), newNumber(phoneNumberId, TEST_NOW)])
        await run(({ numbers }) => numbers.lock([phoneNumberId], TEST_NOW).andThen(() => numbers.save([state])))
      expect(await run(({ numbers }) => numbers.find([phoneNumberId]))).toEqual([newNumber(phoneNumberId, TEST_NOW)])
    })

    test('locks several, each once, in ascending order', async ({ run }) => {
      const numbers = [aNumber(), aNumber()].toSorted()
      const found = await run((stores) => stores.numbers.lock([...numbers.toReversed(), ...numbers], TEST_NOW))
      expect(found.map(({ phoneNumberId }) => phoneNumberId)).toEqual(numbers)
    })

    test('lets nobody else have a locked number, known or not', async ({ unitOfWork }) => {
      const phoneNumberId = aNumber()
      await expectToWait(unitOfWork, ({ numbers }) => numbers.lock([phoneNumberId], TEST_NOW))
      await expectToWait(unitOfWork, ({ numbers }) => numbers.lock([phoneNumberId], TEST_NOW))
    })
  })
}
