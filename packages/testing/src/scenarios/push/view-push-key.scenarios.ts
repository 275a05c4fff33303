import type { UnitOfWork } from '@boztell/core'
import { makeViewPushKey } from '@boztell/core'
import { test as base, describe, expect } from 'vitest'

export const viewPushKeyScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', () => makeUnitOfWork())

  describe(`Viewing the key of notifications, on ${adapter}`, () => {
    test('there is one, made when the first asks, also of 5 who ask at once', async ({ unitOfWork }) => {
      let made = 0
      const newVapidKeys = () => ({ publicKey: `public-${(made += 1)}`, privateKey: `private-${made}` })
      const ask = makeViewPushKey({ unitOfWork, newVapidKeys })
      const keys = (await Promise.all(Array.from({ length: 5 }, () => ask()))).map((key) => key._unsafeUnwrap())
      expect(new Set(keys).size).toBe(1)
      expect((await ask())._unsafeUnwrap()).toBe(keys[0])
    })
  })
}
