import type { RoomId, UnitOfWork, UserId } from '@boztell/core'
import {
  SECOND,
  SYSTEM_USER_ID,
  forbidden,
  makeAddParticipant,
  makeViewRoom,
  notFound,
  validationFailed,
} from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { TEST_NOW, aClock } from '../../builders/a-clock.ts'
import { anId } from '../../builders/an-id.ts'
import { storeAccount } from '../../builders/store.ts'
import { isParticipant, storeAssignedRoom } from './an-assigned-room.ts'
import { needsOf } from '../users/a-login.ts'

const later = TEST_NOW + SECOND

export const addParticipantScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())
    .extend('addParticipant', ({ unitOfWork }) => makeAddParticipant({ ...needsOf(unitOfWork), clock: aClock(later) }))

  describe(`Adding a participant, on ${adapter}`, () => {
    test('lets admins and supervisors show somebody the room', async ({ unitOfWork, addParticipant }) => {
      const { room, admin, supervisor } = await storeAssignedRoom(unitOfWork)

      for (const viewer of [admin, supervisor]) {
        const { user } = await storeAccount(unitOfWork, { name: 'Citra' })
        expect(await addParticipant({ viewer, roomId: room.id, userId: user.id })).toEqual(
          ok({ userId: user.id, name: 'Citra', role: 'agent', addedAt: later, reason: 'manual' }),
        )
        expect((await makeViewRoom(needsOf(unitOfWork))({ viewer: user, roomId: room.id })).isOk()).toBe(true)
      }
    })

    test('leaves who takes part already as they were', async ({ unitOfWork, addParticipant }) => {
      const { room, admin, agent } = await storeAssignedRoom(unitOfWork)

      expect(await addParticipant({ viewer: admin, roomId: room.id, userId: agent.id })).toEqual(
        ok({ userId: agent.id, name: agent.name, role: 'agent', addedAt: TEST_NOW, reason: null }),
      )
    })

    test('refuses agents who take part', async ({ unitOfWork, addParticipant }) => {
      const { room, agent } = await storeAssignedRoom(unitOfWork)
      const { user } = await storeAccount(unitOfWork)

      expect(await addParticipant({ viewer: agent, roomId: room.id, userId: user.id })).toEqual(
        err(forbidden('admin or supervisor')),
      )
      expect(await isParticipant(unitOfWork, room.id, user)).toBe(false)
    })

    test('refuses who could not work in the room', async ({ unitOfWork, addParticipant }) => {
      const { room, admin } = await storeAssignedRoom(unitOfWork)
      const { user: pending } = await storeAccount(unitOfWork, { status: 'pending' })
      const { user: suspended } = await storeAccount(unitOfWork, { status: 'suspended' })

      for (const userId of [pending.id, suspended.id, SYSTEM_USER_ID, anId<UserId>()]) {
        const error = (await addParticipant({ viewer: admin, roomId: room.id, userId }))._unsafeUnwrapErr()
        expect(error).toEqual(validationFailed({ path: 'user_id', message: 'is not an active user' }))
      }
      expect(await isParticipant(unitOfWork, room.id, pending)).toBe(false)
    })

    test('knows of no such room for who may not see it', async ({ unitOfWork, addParticipant }) => {
      const { room, admin, strangers } = await storeAssignedRoom(unitOfWork)
      const { user } = await storeAccount(unitOfWork)
      const nowhere = anId<RoomId>()

      expect(await addParticipant({ viewer: admin, roomId: nowhere, userId: user.id })).toEqual(
        err(notFound('room', nowhere)),
      )
      for (const viewer of strangers) {
        expect(await addParticipant({ viewer, roomId: room.id, userId: user.id })).toEqual(
          err(notFound('room', room.id)),
        )
      }
      expect(await isParticipant(unitOfWork, room.id, user)).toBe(false)
    })
  })
}
