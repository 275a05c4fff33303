import type { RoomId, UnitOfWork } from '@boztell/core'
import { makeListParticipants, notFound } from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { anId } from '../../builders/an-id.ts'
import { aUser } from '../../builders/a-user.ts'
import { storeAccount, storeConversation } from '../../builders/store.ts'
import { storeAssignedRoom, storeParticipant } from './an-assigned-room.ts'

export const listParticipantsScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())

  describe(`Listing participants, on ${adapter}`, () => {
    test('shows who takes part, in the order they were added', async ({ unitOfWork }) => {
      const { room } = await storeConversation(unitOfWork)
      const { user: budi } = await storeAccount(unitOfWork, { name: 'Budi', role: 'supervisor' })
      const { user: ayu } = await storeAccount(unitOfWork, { name: 'Ayu' })
      await storeParticipant(unitOfWork, room.id, budi, TEST_NOW)
      await storeParticipant(unitOfWork, room.id, ayu, TEST_NOW + 1)
      const expected = [
        { userId: budi.id, name: 'Budi', role: 'supervisor', addedAt: TEST_NOW, reason: null },
        { userId: ayu.id, name: 'Ayu', role: 'agent', addedAt: TEST_NOW + 1, reason: null },
      ]

      const listParticipants = makeListParticipants({ unitOfWork })
      for (const viewer of [ayu, budi, aUser({ role: 'admin' })]) {
        expect(await listParticipants({ viewer, roomId: room.id })).toEqual(ok(expected))
      }
    })

    test('knows of no such room for who may not see it', async ({ unitOfWork }) => {
      const { room, admin, strangers } = await storeAssignedRoom(unitOfWork)
      const listParticipants = makeListParticipants({ unitOfWork })
      const nowhere = anId<RoomId>()

      expect(await listParticipants({ viewer: admin, roomId: nowhere })).toEqual(err(notFound('room', nowhere)))
      for (const viewer of strangers) {
        expect(await listParticipants({ viewer, roomId: room.id })).toEqual(err(notFound('room', room.id)))
      }
    })
  })
}
