import type { Instant, UnitOfWork, UserId } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { anId } from '../builders/an-id.ts'
import { storeTest, times } from './store-test.ts'

export const openSocketsContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)
    .extend('ids', () => times(3, () => anId<UserId>()))
    .extend(
      'says',
      ({ run }) =>
        (processId: string, users: readonly UserId[], at: Instant) =>
          run(({ openSockets }) => openSockets.report({ processId, users, at })),
    )
    .extend('present', ({ run, ids }) => async (since: Instant) => {
      const users = await run(({ openSockets }) => openSockets.among(ids, since))
      return ids.map((id) => users.filter((user) => user === id).length)
    })

  describe(`${adapter} keeps the OpenSockets contract`, () => {
    test('knows once who is in any process', async ({ ids: [a, b], says, present }) => {
      await says(crypto.randomUUID(), [a!, b!], TEST_NOW)
      await says(crypto.randomUUID(), [b!, anId<UserId>()], TEST_NOW)
      expect(await present(TEST_NOW)).toEqual([1, 1, 0])
    })

    test('believes the last word of a process', async ({ ids: [a, b, c], says, present }) => {
      const [one, other] = [crypto.randomUUID(), crypto.randomUUID()]
      await says(one, [a!, b!], TEST_NOW)
      await says(other, [c!], TEST_NOW)
      await says(one, [b!], TEST_NOW + 1)
      expect(await present(TEST_NOW)).toEqual([0, 1, 1])
      expect(await present(TEST_NOW + 1)).toEqual([0, 1, 0])
      await says(one, [], TEST_NOW + 2)
      expect(await present(TEST_NOW)).toEqual([0, 0, 1])
    })

    test('forgets what was said too long ago', async ({ run, ids: [a, b], says, present }) => {
      await says(crypto.randomUUID(), [a!], TEST_NOW - 1)
      await says(crypto.randomUUID(), [b!], TEST_NOW)
      await run(({ openSockets }) => openSockets.forget(TEST_NOW))
      expect(await present(0)).toEqual([0, 1, 0])
    })

    test('finds nobody among nobody', async ({ run }) => {
      expect(await run(({ openSockets }) => openSockets.among([], 0))).toEqual([])
    })
  })
}
