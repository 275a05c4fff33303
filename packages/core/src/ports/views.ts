import type { RoomId } from '../room/room.ts'
import type { MessageView, RoomView } from './inbox.ts'
import type { MessageRef } from './message-store.ts'
import type { Stored } from './unit-of-work.ts'

/** What screens show of a room, but for its last message. */
export type RoomOutline = Omit<RoomView, 'lastMessage'>

/** What screens show of many rooms and messages at once, whoever asks: those that exist, in no particular order. */
export interface Views {
  rooms(ids: readonly RoomId[]): Stored<readonly RoomOutline[]>
  messages(refs: readonly MessageRef[]): Stored<readonly MessageView[]>
}
