import { MINUTE, type UnitOfWork, type User } from '@boztell/core'
import { test as base, describe, expect } from 'vitest'
import { stored } from '../../builders/store.ts'
import { anAssigningBusiness } from './an-assigning-business.ts'

export const mendAssignmentsScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', () => makeUnitOfWork())

  describe(`Mending the assignments that an older version left behind, on ${adapter}`, () => {
    test('ends what was taken from somebody, and begins what was given', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork, { capacity: 1 })
      const [ayu, budi] = [await business.anAgent('Ayu'), await business.anAgent('Budi', { availability: 'away' })]
      const room = await business.aRoom()
      const part = (user: User) => ({ roomId: room.id, userId: user.id })
      const asAnOlderVersion = (taken: readonly User[], given: readonly User[]) =>
        stored(unitOfWork, ({ participants }) =>
          participants
            .remove(taken.map(part))
            .andThen(() => participants.add(given.map((user) => ({ ...part(user), at: business.clock.now() })))),
        )
      await asAnOlderVersion([ayu], [budi])
      await business.mend()
      await business.comes(budi)
      expect([await business.loadOf(ayu), await business.loadOf(budi)]).toEqual([0, 1])
      await asAnOlderVersion([budi], [])
      await business.mend()
      business.later(5 * MINUTE)
      expect(await business.assign()).toBe(1)
    })
  })
}
