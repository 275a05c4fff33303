import {
  forbidden,
  makeClaimReviewItem,
  makeResolveReviewItem,
  notFound,
  type ReviewItemId,
  type UnitOfWork,
} from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'

import { anId } from '../../builders/an-id.ts'
import { storeWaitingRoom } from './a-waiting-room.ts'
import { needsOf } from '../users/a-login.ts'

export const resolveReviewItemScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())
    .extend('resolve', ({ unitOfWork }) => makeResolveReviewItem(needsOf(unitOfWork)))

  describe(`Resolving what waits for review, on ${adapter}`, () => {
    test('ends it, and is remembered with who had claimed it', async ({ unitOfWork, resolve }) => {
      const { agent, item, now } = await storeWaitingRoom(unitOfWork)
      const claimed = await makeClaimReviewItem(needsOf(unitOfWork))({ viewer: agent, itemId: item.id })
      expect(claimed.isOk()).toBe(true)
      const resolved = { ...item, status: 'resolved', claimedBy: agent.id }

      for (let i = 0; i < 2; i += 1) expect(await resolve({ viewer: agent, itemId: item.id })).toEqual(ok(resolved))
      expect(await now()).toEqual(resolved)
    })

    test('is for the claimer, admins and supervisors, who need not claim it first', async ({ unitOfWork, resolve }) => {
      for (const overseer of ['admin', 'supervisor'] as const) {
        const { agent, item, ...people } = await storeWaitingRoom(unitOfWork)
        expect(await resolve({ viewer: agent, itemId: item.id })).toEqual(
          err(forbidden('the claimer, admins and supervisors')),
        )
        expect(await resolve({ viewer: people[overseer], itemId: item.id })).toEqual(
          ok({ ...item, status: 'resolved' }),
        )
      }
    })

    test('knows of no item that is not there', async ({ unitOfWork, resolve }) => {
      const { admin } = await storeWaitingRoom(unitOfWork)
      const nothing = anId<ReviewItemId>()
      expect(await resolve({ viewer: admin, itemId: nothing })).toEqual(err(notFound('review_item', nothing)))
    })
  })
}
