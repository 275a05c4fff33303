import type { RoomId, UnitOfWork } from '@boztell/core'
import { makeViewRoom, notFound } from '@boztell/core'
import { err } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { anId } from '../../builders/an-id.ts'
import { storeAssignedRoom } from './an-assigned-room.ts'
import { needsOf } from '../users/a-login.ts'

export const viewRoomScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())

  describe(`Viewing a room, on ${adapter}`, () => {
    test('shows it, with its lead, to admins, supervisors and who takes part', async ({ unitOfWork }) => {
      const { room, lead, admin, supervisor, agent } = await storeAssignedRoom(unitOfWork)
      const viewRoom = makeViewRoom(needsOf(unitOfWork))

      for (const viewer of [admin, supervisor, agent]) {
        const view = (await viewRoom({ viewer, roomId: room.id }))._unsafeUnwrap()
        expect(view).toMatchObject({ room, lead, lastMessage: null })
        expect(view.participants[0]).toBe(agent.id)
      }
    })

    test('knows of no such room for anybody else', async ({ unitOfWork }) => {
      const { room, admin, strangers } = await storeAssignedRoom(unitOfWork)
      const viewRoom = makeViewRoom(needsOf(unitOfWork))
      const nowhere = anId<RoomId>()

      expect(await viewRoom({ viewer: admin, roomId: nowhere })).toEqual(err(notFound('room', nowhere)))
      for (const viewer of strangers) {
        expect(await viewRoom({ viewer, roomId: room.id })).toEqual(err(notFound('room', room.id)))
      }
    })
  })
}
