import type { UnitOfWork } from '@boztell/core'
import { defaultSettings, forbidden, makeUpdateSettings } from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { aUser } from '../../builders/a-user.ts'
import { autoReplySettings } from '../../builders/auto-reply-settings.ts'
import { stored } from '../../builders/store.ts'
import { needsOf } from '../users/a-login.ts'

export const updateSettingsScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', () => makeUnitOfWork())

  describe(`Changing settings, on ${adapter}`, () => {
    test('lets an admin replace one kind and leaves the other', async ({ unitOfWork }) => {
      const command = { viewer: aUser({ role: 'admin' }), kind: 'auto_reply', settings: autoReplySettings() } as const
      expect(await makeUpdateSettings(needsOf(unitOfWork))(command)).toEqual(ok(autoReplySettings()))
      expect(await stored(unitOfWork, ({ settings }) => settings.find('auto_reply'))).toEqual(autoReplySettings())
      expect(await stored(unitOfWork, ({ settings }) => settings.find('assignment'))).toEqual(
        defaultSettings.assignment,
      )
    })

    test('refuses everybody else and keeps nothing', async ({ unitOfWork }) => {
      for (const role of ['supervisor', 'agent'] as const) {
        const command = { viewer: aUser({ role }), kind: 'auto_reply', settings: autoReplySettings() } as const
        expect(await makeUpdateSettings(needsOf(unitOfWork))(command)).toEqual(err(forbidden('admin')))
      }
      expect(await stored(unitOfWork, ({ settings }) => settings.find('auto_reply'))).toEqual(
        defaultSettings.auto_reply,
      )
    })
  })
}
