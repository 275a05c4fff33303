import type { RoomId, UnitOfWork } from '@boztell/core'
import { forbidden, makeRemoveParticipant, makeViewRoom, notFound } from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { anId } from '../../builders/an-id.ts'
import { storeAccount } from '../../builders/store.ts'
import { isParticipant, storeAssignedRoom, storeParticipant } from './an-assigned-room.ts'
import { needsOf } from '../users/a-login.ts'

export const removeParticipantScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())
    .extend('removeParticipant', ({ unitOfWork }) => makeRemoveParticipant(needsOf(unitOfWork)))

  describe(`Removing a participant, on ${adapter}`, () => {
    test('lets admins and supervisors hide the room from an agent', async ({ unitOfWork, removeParticipant }) => {
      const { room, admin, supervisor } = await storeAssignedRoom(unitOfWork)

      for (const viewer of [admin, supervisor]) {
        const { user } = await storeAccount(unitOfWork)
        await storeParticipant(unitOfWork, room.id, user)
        expect(await removeParticipant({ viewer, roomId: room.id, userId: user.id })).toEqual(ok(undefined))
        expect(await makeViewRoom(needsOf(unitOfWork))({ viewer: user, roomId: room.id })).toEqual(
          err(notFound('room', room.id)),
        )
      }
    })

    test('does not know who does not take part', async ({ unitOfWork, removeParticipant }) => {
      const { room, admin } = await storeAssignedRoom(unitOfWork)
      const { user } = await storeAccount(unitOfWork)

      expect(await removeParticipant({ viewer: admin, roomId: room.id, userId: user.id })).toEqual(
        err(notFound('participant', user.id)),
      )
    })

    test('refuses agents, themselves included', async ({ unitOfWork, removeParticipant }) => {
      const { room, agent } = await storeAssignedRoom(unitOfWork)

      expect(await removeParticipant({ viewer: agent, roomId: room.id, userId: agent.id })).toEqual(
        err(forbidden('admin or supervisor')),
      )
      expect(await isParticipant(unitOfWork, room.id, agent)).toBe(true)
    })

    test('knows of no such room for who may not see it', async ({ unitOfWork, removeParticipant }) => {
      const { room, admin, agent, strangers } = await storeAssignedRoom(unitOfWork)
      const nowhere = anId<RoomId>()

      expect(await removeParticipant({ viewer: admin, roomId: nowhere, userId: agent.id })).toEqual(
        err(notFound('room', nowhere)),
      )
      for (const viewer of strangers) {
        expect(await removeParticipant({ viewer, roomId: room.id, userId: agent.id })).toEqual(
          err(notFound('room', room.id)),
        )
      }
      expect(await isParticipant(unitOfWork, room.id, agent)).toBe(true)
    })
  })
}
