import type { Instant } from '../instant.ts'
import type { RoomId } from '../room/room.ts'
import type { Role, UserId } from '../user/user.ts'
import type { Stored } from './unit-of-work.ts'

export type Participant = Readonly<{ userId: UserId; name: string; role: Role; addedAt: Instant }>

export type Participation = Readonly<{ roomId: RoomId; userId: UserId }>

export interface ParticipantStore {
  /** In the order they were added. */
  list(roomId: RoomId): Stored<readonly Participant[]>
  /** Whether each of these users takes part in that room, in the order of the question. */
  includes(asked: readonly Participation[]): Stored<readonly boolean[]>
  /** Who takes part in these rooms; those of one room in the order they were added. */
  ofRooms(roomIds: readonly RoomId[]): Stored<readonly Participation[]>
  /** False if the user took part already. */
  add(roomId: RoomId, userId: UserId, at: Instant): Stored<boolean>
  /** False if the user did not take part. */
  remove(roomId: RoomId, userId: UserId): Stored<boolean>
}
