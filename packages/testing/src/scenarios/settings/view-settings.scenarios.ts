import type { UnitOfWork } from '@boztell/core'
import { defaultSettings, forbidden, makeViewSettings } from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { aUser } from '../../builders/a-user.ts'
import { autoReplySettings } from '../../builders/auto-reply-settings.ts'
import { stored } from '../../builders/store.ts'

export const viewSettingsScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', () => makeUnitOfWork())

  describe(`Viewing settings, on ${adapter}`, () => {
    test('shows an admin and a supervisor the defaults, which do nothing, until others are saved', async ({
      unitOfWork,
    }) => {
      const viewSettings = makeViewSettings({ unitOfWork })
      const viewers = [aUser({ role: 'admin' }), aUser({ role: 'supervisor' })]
      for (const viewer of viewers) {
        expect(await viewSettings({ viewer, kind: 'auto_reply' })).toEqual(ok(defaultSettings.auto_reply))
        expect(await viewSettings({ viewer, kind: 'assignment' })).toEqual(ok(defaultSettings.assignment))
      }
      expect(defaultSettings).toMatchObject({ auto_reply: { enabled: false }, assignment: { mode: 'off' } })

      await stored(unitOfWork, ({ settings }) => settings.save('auto_reply', autoReplySettings()))
      for (const viewer of viewers)
        expect(await viewSettings({ viewer, kind: 'auto_reply' })).toEqual(ok(autoReplySettings()))
    })

    test('refuses agents', async ({ unitOfWork }) => {
      expect(await makeViewSettings({ unitOfWork })({ viewer: aUser(), kind: 'auto_reply' })).toEqual(
        err(forbidden('admin or supervisor')),
      )
    })
  })
}
