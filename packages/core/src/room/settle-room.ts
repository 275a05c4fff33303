import { ok, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import { isFromPerson } from '../message/message.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { Room } from './room.ts'

type Needed = Pick<Stores, 'rooms' | 'messages'>

/** A person says of a room that is held that it needs nobody, until the customer says something more or it comes to somebody or from them. */
export const settleRoom = ({ rooms }: Needed, room: Room) =>
  rooms.save(room.settledId === room.lastMessageId ? [] : [{ ...room, settledId: room.lastMessageId }])

/** What a person said of a room that is held counts no more; what a person answered does. */
export const unsettleRoom = ({ rooms, messages }: Needed, room: Room) =>
  safeTry<void, Unavailable>(async function* () {
    if (room.lastMessageId === null || room.settledId !== room.lastMessageId) return ok(undefined)
    const [last] = yield* await messages.find([{ id: room.lastMessageId }])
    if (last === undefined || isFromPerson(last)) return ok(undefined)
    return rooms.save([{ ...room, settledId: null }])
  })
