import {
  alreadyResolved,
  forbidden,
  makeClaimReviewItem,
  makeReleaseReviewItem,
  makeResolveReviewItem,
  notFound,
  type ReviewItemId,
  type UnitOfWork,
} from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'

import { anId } from '../../builders/an-id.ts'
import { storeAccount } from '../../builders/store.ts'
import { isParticipant } from '../rooms/an-assigned-room.ts'
import { storeWaitingRoom } from './a-waiting-room.ts'
import { needsOf } from '../users/a-login.ts'

export const releaseReviewItemScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())
    .extend('claim', ({ unitOfWork }) => makeClaimReviewItem(needsOf(unitOfWork)))
    .extend('release', ({ unitOfWork }) => makeReleaseReviewItem(needsOf(unitOfWork)))

  describe(`Releasing what was claimed for review, on ${adapter}`, () => {
    test('gives it back to the queue, where somebody else may claim it', async ({ unitOfWork, claim, release }) => {
      const { agent, item, now } = await storeWaitingRoom(unitOfWork)
      const { user: other } = await storeAccount(unitOfWork)
      expect((await claim({ viewer: agent, itemId: item.id })).isOk()).toBe(true)

      expect(await release({ viewer: agent, itemId: item.id })).toEqual(ok(item))
      expect(await now()).toEqual(item)
      expect((await claim({ viewer: other, itemId: item.id })).isOk()).toBe(true)
    })

    test('takes from the room who joined it by claiming, and nobody else', async ({ unitOfWork, claim, release }) => {
      const { room, agent, item } = await storeWaitingRoom(unitOfWork)
      const { user: claimer } = await storeAccount(unitOfWork)
      for (const [viewer, stays] of [
        [claimer, false],
        [agent, true],
      ] as const) {
        expect((await claim({ viewer, itemId: item.id })).isOk()).toBe(true)
        expect(await isParticipant(unitOfWork, room.id, viewer)).toBe(true)
        expect((await release({ viewer, itemId: item.id })).isOk()).toBe(true)
        expect(await isParticipant(unitOfWork, room.id, viewer)).toBe(stays)
      }
    })

    test('is for the claimer, admins and supervisors', async ({ unitOfWork, claim, release }) => {
      const { agent, admin, supervisor, item } = await storeWaitingRoom(unitOfWork)
      const { user: claimer } = await storeAccount(unitOfWork)
      for (const viewer of [admin, supervisor]) {
        expect((await claim({ viewer: claimer, itemId: item.id })).isOk()).toBe(true)
        expect(await release({ viewer: agent, itemId: item.id })).toEqual(
          err(forbidden('the claimer, admins and supervisors')),
        )
        expect(await release({ viewer, itemId: item.id })).toEqual(ok(item))
      }
    })

    test('leaves an item that nobody has claimed, and refuses a resolved one', async ({ unitOfWork, release }) => {
      const { agent, admin, item } = await storeWaitingRoom(unitOfWork)

      expect(await release({ viewer: admin, itemId: item.id })).toEqual(ok(item))
      expect((await release({ viewer: agent, itemId: item.id })).isErr()).toBe(true)
      const resolved = await makeResolveReviewItem(needsOf(unitOfWork))({ viewer: admin, itemId: item.id })
      expect(resolved.isOk()).toBe(true)
      expect(await release({ viewer: admin, itemId: item.id })).toEqual(err(alreadyResolved(item.id)))
    })

    test('knows of no item that is not there', async ({ unitOfWork, release }) => {
      const { admin } = await storeWaitingRoom(unitOfWork)
      const nothing = anId<ReviewItemId>()
      expect(await release({ viewer: admin, itemId: nothing })).toEqual(err(notFound('review_item', nothing)))
    })
  })
}
