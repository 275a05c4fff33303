import type { UnitOfWork } from '@boztell/core'
import { errAsync } from 'neverthrow'
import { describe, expect } from 'vitest'
import { dawdle, storeTest, times } from './store-test.ts'

/** For each of the cursors, none of which moves another. */
export const eventCursorContract = (
  adapter: string,
  makeUnitOfWork: () => Promise<UnitOfWork>,
  cursor: 'eventCursor' | 'pushCursor' = 'eventCursor',
): void => {
  const test = storeTest(makeUnitOfWork)

  describe(`${adapter} keeps the EventCursor contract as ${cursor}`, () => {
    test('stays where it was moved to, however far', async ({ run }) => {
      await run((stores) => stores[cursor].move(5_000_000_000))
      expect(await run((stores) => stores[cursor].take())).toBe(5_000_000_000)
    })

    test('stays where it was when the work fails', async ({ run, unitOfWork }) => {
      await run((stores) => stores[cursor].move(7))
      const failed = unitOfWork.run((stores) => stores[cursor].move(8).andThen(() => errAsync('no')))
      expect((await failed).isErr()).toBe(true)
      expect(await run((stores) => stores[cursor].take())).toBe(7)
    })

    test('is moved on by one at a time, of 10 who try at once', async ({ run }) => {
      await run((stores) => stores[cursor].move(100))
      const moved = await Promise.all(
        times(10, () =>
          run((stores) =>
            stores[cursor]
              .take()
              .andThen((batch) => dawdle(stores).map(() => batch))
              .andThen((batch) =>
                batch === undefined ? stores.users.lockAll().map(() => 0) : stores[cursor].move(batch + 1).map(() => 1),
              ),
          ),
        ),
      )
      const count = moved.reduce<number>((sum, one) => sum + one, 0)
      expect(count).toBeGreaterThan(0)
      expect(await run((stores) => stores[cursor].take())).toBe(100 + count)
    })
  })
}
