import type { MessageView, RoomView } from './inbox.ts'
import type { MessageRef } from './message-store.ts'
import type { Stored } from './unit-of-work.ts'

/** What screens show of many rooms and messages at once, whoever asks. */
export interface Views {
  /** The rooms given; of `messages` those that exist and the last ones of the rooms, in no particular order. */
  show(
    rooms: readonly Pick<RoomView, 'room' | 'participants'>[],
    messages: readonly MessageRef[],
  ): Stored<Readonly<{ rooms: readonly RoomView[]; messages: readonly MessageView[] }>>
}
