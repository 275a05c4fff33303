import type { UnitOfWork } from '@boztell/core'
import { errAsync } from 'neverthrow'
import { describe, expect } from 'vitest'
import { dawdle, storeTest, times } from './store-test.ts'

export const eventCursorContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)

  describe(`${adapter} keeps the EventCursor contract`, () => {
    test('stays where it was moved to, however far', async ({ run }) => {
      await run(({ eventCursor }) => eventCursor.move(5_000_000_000))
      expect(await run(({ eventCursor }) => eventCursor.take())).toBe(5_000_000_000)
    })

    test('stays where it was when the work fails', async ({ run, unitOfWork }) => {
      await run(({ eventCursor }) => eventCursor.move(7))
      const failed = unitOfWork.run(({ eventCursor }) => eventCursor.move(8).andThen(() => errAsync('no')))
      expect((await failed).isErr()).toBe(true)
      expect(await run(({ eventCursor }) => eventCursor.take())).toBe(7)
    })

    test('is moved on by one at a time, of 10 who try at once', async ({ run }) => {
      await run(({ eventCursor }) => eventCursor.move(100))
      const moved = await Promise.all(
        times(10, () =>
          run((stores) =>
            stores.eventCursor
              .take()
              .andThen((batch) => dawdle(stores).map(() => batch))
              .andThen((batch) =>
                batch === undefined
                  ? stores.users.lockAll().map(() => 0)
                  : stores.eventCursor.move(batch + 1).map(() => 1),
              ),
          ),
        ),
      )
      const count = moved.reduce<number>((sum, one) => sum + one, 0)
      expect(count).toBeGreaterThan(0)
      expect(await run(({ eventCursor }) => eventCursor.take())).toBe(100 + count)
    })
  })
}
