import {
  alreadyClaimed,
  alreadyResolved,
  makeClaimReviewItem,
  makeResolveReviewItem,
  makeViewRoom,
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

export const claimReviewItemScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())
    .extend('claim', ({ unitOfWork }) => makeClaimReviewItem(needsOf(unitOfWork)))

  describe(`Claiming what waits for review, on ${adapter}`, () => {
    test('gives it to who asks, who joins the room', async ({ unitOfWork, claim }) => {
      for (const role of ['agent', 'supervisor', 'admin'] as const) {
        const { room, item, now } = await storeWaitingRoom(unitOfWork)
        const { user } = await storeAccount(unitOfWork, { role })
        const claimed = { ...item, status: 'claimed', claimedBy: user.id }

        expect(await claim({ viewer: user, itemId: item.id })).toEqual(ok(claimed))
        expect(await now()).toEqual(claimed)
        expect(await isParticipant(unitOfWork, room.id, user)).toBe(true)
        expect((await makeViewRoom(needsOf(unitOfWork))({ viewer: user, roomId: room.id })).isOk()).toBe(true)
      }
    })

    test('has one winner of those who try at once; the others do not join', async ({ unitOfWork, claim }) => {
      const { room, item, now } = await storeWaitingRoom(unitOfWork)
      const users = await Promise.all(Array.from({ length: 8 }, async () => (await storeAccount(unitOfWork)).user))

      const answers = await Promise.all(users.map((viewer) => claim({ viewer, itemId: item.id })))
      const winner = users[answers.findIndex((answer) => answer.isOk())]
      expect(answers.filter((answer) => answer.isErr())).toEqual(Array(7).fill(err(alreadyClaimed(item.id))))
      expect(await now()).toMatchObject({ claimedBy: winner?.id })
      for (const user of users) expect(await isParticipant(unitOfWork, room.id, user)).toBe(user === winner)
    })

    test('refuses who has claimed it already, and anybody once it is resolved', async ({ unitOfWork, claim }) => {
      const { agent, admin, item } = await storeWaitingRoom(unitOfWork)
      expect((await claim({ viewer: agent, itemId: item.id })).isOk()).toBe(true)

      expect(await claim({ viewer: agent, itemId: item.id })).toEqual(err(alreadyClaimed(item.id)))
      const resolved = await makeResolveReviewItem(needsOf(unitOfWork))({ viewer: agent, itemId: item.id })
      expect(resolved.isOk()).toBe(true)
      expect(await claim({ viewer: admin, itemId: item.id })).toEqual(err(alreadyResolved(item.id)))
    })

    test('knows of no item for who may see nothing, nor of one that is not there', async ({ unitOfWork, claim }) => {
      const { admin, item, now } = await storeWaitingRoom(unitOfWork)
      const { user: suspended } = await storeAccount(unitOfWork, { status: 'suspended' })
      const nothing = anId<ReviewItemId>()

      expect(await claim({ viewer: suspended, itemId: item.id })).toEqual(err(notFound('review_item', item.id)))
      expect(await claim({ viewer: admin, itemId: nothing })).toEqual(err(notFound('review_item', nothing)))
      expect(await now()).toEqual(item)
    })
  })
}
