import type { PairPace } from '../delivery/pair-pace.ts'
import type { Instant } from '../instant.ts'
import type { RoomId } from '../room/room.ts'
import type { Stored } from './unit-of-work.ts'

/** How fast each customer gets messages. Only who has the head of a room's line touches the room's pace. */
export interface PairStore {
  /** Those that are known, in no particular order. */
  find(roomIds: readonly RoomId[]): Stored<readonly PairPace[]>
  save(paces: readonly PairPace[]): Stored<void>
  /** Removes those free before `before`; answers how many. */
  forget(before: Instant): Stored<number>
}
