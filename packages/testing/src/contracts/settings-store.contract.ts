import type { UnitOfWork } from '@boztell/core'
import { defaultSettings, type Settings } from '@boztell/core'
import { errAsync } from 'neverthrow'
import { describe, expect } from 'vitest'
import { autoReplySettings } from '../builders/auto-reply-settings.ts'
import { expectCopies, storeTest } from './store-test.ts'

const assignment: Settings['assignment'] = { mode: 'least_busy', capacity: 7 }

export const settingsStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)

  describe(`${adapter} keeps the SettingsStore contract`, () => {
    test('finds the defaults where nothing was saved, and each kind as it was saved last', async ({ run }) => {
      expect(await run(({ settings }) => settings.find('auto_reply'))).toEqual(defaultSettings.auto_reply)
      await run(({ settings }) => settings.save('auto_reply', autoReplySettings()))
      await run(({ settings }) => settings.save('auto_reply', autoReplySettings({ max_per_day: 9 })))
      expect(await run(({ settings }) => settings.find('auto_reply'))).toEqual(autoReplySettings({ max_per_day: 9 }))
      expect(await run(({ settings }) => settings.find('assignment'))).toEqual(defaultSettings.assignment)
      await run(({ settings }) => settings.save('assignment', assignment))
      expect(await run(({ settings }) => settings.find('assignment'))).toEqual(assignment)
    })

    test('takes copies and hands out copies', async ({ run }) => {
      await expectCopies(
        autoReplySettings(),
        (given) => run(({ settings }) => settings.save('auto_reply', given)),
        () => run(({ settings }) => settings.find('auto_reply')),
      )
    })

    test('hands out the defaults as copies', async ({ unitOfWork }) => {
      const undone = await unitOfWork.run(({ settings }) =>
        settings.find('assignment').andThen((found) => {
          Object.assign(found, { capacity: -1 })
          return errAsync(found)
        }),
      )
      expect(undone._unsafeUnwrapErr()).toMatchObject({ capacity: -1 })
      expect(defaultSettings.assignment.capacity).toBe(10)
    })

    test('keeps nothing when the work fails', async ({ unitOfWork, run }) => {
      const before = await run(({ settings }) => settings.find('assignment'))
      const spoiled = { ...before, capacity: before.capacity + 1 }
      const failed = await unitOfWork.run(({ settings }) =>
        settings.save('assignment', spoiled).andThen(() => errAsync('changed my mind')),
      )
      expect(failed.isErr()).toBe(true)
      expect(await run(({ settings }) => settings.find('assignment'))).toEqual(before)
    })
  })
}
