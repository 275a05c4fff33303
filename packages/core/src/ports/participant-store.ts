import type { AssignmentReason } from '../assignment/assignment.ts'
import type { Instant } from '../instant.ts'
import type { RoomId } from '../room/room.ts'
import type { Role, UserId } from '../user/user.ts'
import type { Stored } from './unit-of-work.ts'

export type Participant = Readonly<{
  userId: UserId
  name: string
  role: Role
  addedAt: Instant
  /** How the room came to them the last time; null if that was never told. */
  reason: AssignmentReason | null
}>

export type Participation = Readonly<{ roomId: RoomId; userId: UserId }>

export interface ParticipantStore {
  /** In the order they were added. */
  list(roomId: RoomId): Stored<readonly Participant[]>
  /** Whether each of these users takes part in that room, in the order of the question. */
  includes(asked: readonly Participation[]): Stored<readonly boolean[]>
  /** Who takes part in these rooms; those of one room in the order they were added. */
  ofRooms(roomIds: readonly RoomId[]): Stored<readonly Participation[]>
  /** False for each who took part already. */
  add(added: readonly (Participation & Readonly<{ at: Instant }>)[]): Stored<readonly boolean[]>
  /** False for each who did not take part. */
  remove(removed: readonly Participation[]): Stored<readonly boolean[]>
}
