import type { RoomId, UnitOfWork } from '@boztell/core'
import { SECOND, makeUpdateRoom, notFound } from '@boztell/core'
import { err } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { TEST_NOW, aClock } from '../../builders/a-clock.ts'
import { anId } from '../../builders/an-id.ts'
import { stored } from '../../builders/store.ts'
import { dawdle } from '../../contracts/store-test.ts'
import { interposed, warmUp } from '../interposed.ts'
import { storeAssignedRoom } from './an-assigned-room.ts'
import { needsOf } from '../users/a-login.ts'

const later = TEST_NOW + SECOND

export const updateRoomScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())
    .extend('updateRoom', ({ unitOfWork }) => makeUpdateRoom({ ...needsOf(unitOfWork), clock: aClock(later) }))

  describe(`Updating a room, on ${adapter}`, () => {
    test('names it', async ({ unitOfWork, updateRoom }) => {
      const { room, lead, agent } = await storeAssignedRoom(unitOfWork)
      const view = (await updateRoom({ viewer: agent, roomId: room.id, title: 'Katering' }))._unsafeUnwrap()

      const named = { ...room, title: 'Katering', updatedAt: later }
      expect(view).toMatchObject({ room: named, lead })
      expect(await stored(unitOfWork, ({ rooms }) => rooms.find(room.id))).toEqual(named)
    })

    test('closes and reopens it, whoever may see it', async ({ unitOfWork, updateRoom }) => {
      const { room, admin, supervisor, agent } = await storeAssignedRoom(unitOfWork)

      for (const viewer of [admin, supervisor, agent]) {
        for (const status of ['closed', 'open'] as const) {
          const view = (await updateRoom({ viewer, roomId: room.id, status }))._unsafeUnwrap()
          expect(view.room).toEqual({ ...room, status, updatedAt: later })
        }
      }
    })

    test('touches nothing if nothing changes', async ({ unitOfWork, updateRoom }) => {
      const { room, agent } = await storeAssignedRoom(unitOfWork)

      for (const change of [{}, { title: room.title, status: room.status }]) {
        const view = (await updateRoom({ viewer: agent, roomId: room.id, ...change }))._unsafeUnwrap()
        expect(view.room).toEqual(room)
      }
    })

    test('loses neither of two changes at once', async ({ unitOfWork }) => {
      const { room, admin, agent } = await storeAssignedRoom(unitOfWork)
      await warmUp(unitOfWork, 2)
      const slow = interposed(unitOfWork, (stores) => ({
        rooms: { ...stores.rooms, save: (rooms) => dawdle(stores).andThen(() => stores.rooms.save(rooms)) },
      }))
      const updateRoom = makeUpdateRoom({ ...needsOf(slow), clock: aClock(later) })
      const results = await Promise.all([
        updateRoom({ viewer: admin, roomId: room.id, title: 'Katering' }),
        updateRoom({ viewer: agent, roomId: room.id, status: 'closed' }),
      ])

      expect(results.every((result) => result.isOk())).toBe(true)
      const now = await stored(unitOfWork, ({ rooms }) => rooms.find(room.id))
      expect(now).toMatchObject({ title: 'Katering', status: 'closed' })
    })

    test('knows of no such room for who may not see it', async ({ unitOfWork, updateRoom }) => {
      const { room, admin, strangers } = await storeAssignedRoom(unitOfWork)
      const nowhere = anId<RoomId>()

      expect(await updateRoom({ viewer: admin, roomId: nowhere, title: 'Ours' })).toEqual(
        err(notFound('room', nowhere)),
      )
      for (const viewer of strangers) {
        expect(await updateRoom({ viewer, roomId: room.id, title: 'Ours' })).toEqual(err(notFound('room', room.id)))
      }
      expect(await stored(unitOfWork, ({ rooms }) => rooms.find(room.id))).toEqual(room)
    })
  })
}
