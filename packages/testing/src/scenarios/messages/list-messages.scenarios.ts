import type { Message, MessageId, Room, RoomId, UnitOfWork } from '@boztell/core'
import { makeListMessages, notFound, validationFailed } from '@boztell/core'
import { err } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aCustomerMessage } from '../../builders/a-message.ts'
import { anId } from '../../builders/an-id.ts'
import { stored } from '../../builders/store.ts'
import { storeAssignedRoom } from '../rooms/an-assigned-room.ts'
import { needsOf } from '../users/a-login.ts'

/** Stores `count` messages of the room, a millisecond apart; answers their ids, oldest first. */
const say = async (unitOfWork: UnitOfWork, { id: roomId }: Room, count: number): Promise<readonly MessageId[]> => {
  const said: Message[] = Array.from({ length: count }, (_, n) => aCustomerMessage({ roomId, createdAt: TEST_NOW + n }))
  await stored(unitOfWork, ({ messages }) => messages.append(said))
  return said.map(({ id }) => id)
}

export const listMessagesScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())
    .extend('listMessages', ({ unitOfWork }) => makeListMessages(needsOf(unitOfWork)))
    .extend('ids', ({ listMessages }) => async (command: Parameters<typeof listMessages>[0]) => {
      const { data, nextCursor } = (await listMessages(command))._unsafeUnwrap()
      return { ids: data.map(({ message }) => message.id), nextCursor }
    })

  describe(`Listing messages, on ${adapter}`, () => {
    test('shows them newest first to who may see the room', async ({ unitOfWork, ids }) => {
      const { room, admin, supervisor, agent } = await storeAssignedRoom(unitOfWork)
      const [a, b, c] = await say(unitOfWork, room, 3)

      for (const viewer of [admin, supervisor, agent]) {
        expect(await ids({ viewer, roomId: room.id, limit: 3 })).toEqual({ ids: [c, b, a], nextCursor: null })
      }
    })

    test('answers those nearest before or after a message', async ({ unitOfWork, ids }) => {
      const { room, agent: viewer } = await storeAssignedRoom(unitOfWork)
      const [a, b, c, d, e] = await say(unitOfWork, room, 5)
      const command = { viewer, roomId: room.id, limit: 2 }

      expect((await ids({ ...command, before: d })).ids).toEqual([c, b])
      expect((await ids({ ...command, before: a })).ids).toEqual([])
      expect((await ids({ ...command, after: b })).ids).toEqual([d, c])
      expect((await ids({ ...command, after: e })).ids).toEqual([])
    })

    test('goes on towards older messages where a page ended', async ({ unitOfWork, ids }) => {
      const { room, agent: viewer } = await storeAssignedRoom(unitOfWork)
      const [a, b, c, d, e] = await say(unitOfWork, room, 5)
      const command = { viewer, roomId: room.id, limit: 2 }

      expect(await ids(command)).toEqual({ ids: [e, d], nextCursor: d })
      expect(await ids({ ...command, cursor: d })).toEqual({ ids: [c, b], nextCursor: b })
      expect(await ids({ ...command, before: d })).toEqual({ ids: [c, b], nextCursor: b })
      expect(await ids({ ...command, before: d, cursor: b })).toEqual({ ids: [a], nextCursor: null })
    })

    test('goes on towards newer messages where a page after a message ended', async ({ unitOfWork, ids }) => {
      const { room, agent: viewer } = await storeAssignedRoom(unitOfWork)
      const [a, b, c, d] = await say(unitOfWork, room, 4)
      const command = { viewer, roomId: room.id, limit: 2, after: a }

      expect(await ids(command)).toEqual({ ids: [c, b], nextCursor: c })
      expect(await ids({ ...command, cursor: c })).toEqual({ ids: [d], nextCursor: null })
    })

    test('refuses a position that is no message of the room', async ({ unitOfWork, listMessages }) => {
      const { room, admin: viewer } = await storeAssignedRoom(unitOfWork)
      const elsewhere = await storeAssignedRoom(unitOfWork)
      const [foreign] = await say(unitOfWork, elsewhere.room, 1)

      for (const id of [foreign!, anId<MessageId>()]) {
        for (const path of ['before', 'after', 'cursor']) {
          expect(await listMessages({ viewer, roomId: room.id, limit: 2, [path]: id })).toEqual(
            err(validationFailed({ path, message: 'is not a message of this room' })),
          )
        }
      }
    })

    test('knows of no such room for who may not see it', async ({ unitOfWork, listMessages }) => {
      const { room, admin, strangers } = await storeAssignedRoom(unitOfWork)
      await say(unitOfWork, room, 1)
      const nowhere = anId<RoomId>()

      expect(await listMessages({ viewer: admin, roomId: nowhere, limit: 2 })).toEqual(err(notFound('room', nowhere)))
      for (const viewer of strangers) {
        expect(await listMessages({ viewer, roomId: room.id, limit: 2 })).toEqual(err(notFound('room', room.id)))
      }
    })
  })
}
