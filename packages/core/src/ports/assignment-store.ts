import type { Assignment, AssignmentEnd } from '../assignment/assignment.ts'
import type { Candidate } from '../assignment/choose-agents.ts'
import type { Instant } from '../instant.ts'
import type { RoomId } from '../room/room.ts'
import type { User, UserId } from '../user/user.ts'
import type { Participant, Participation } from './participant-store.ts'
import type { Stored } from './unit-of-work.ts'

/** A participant with what decides whether the room stays theirs. */
export type Holder = Participant & Readonly<{ roomId: RoomId }> & Pick<User, 'status' | 'availability' | 'leftAt'>

export type AssignmentChanges = Readonly<{
  ended: readonly (Participation & Readonly<{ end: AssignmentEnd; at: Instant }>)[]
  /** Left out where the user has the room already. */
  begun: readonly Assignment[]
}>

/** Where assignments and participants contradict each other. */
export type Drift = Readonly<{
  /** Assignments that go on, without a participant or of closed rooms. */
  stale: readonly Participation[]
  /** Participants of open rooms, without an assignment. */
  missing: readonly Participation[]
}>

/** Who has which open room, and who had it before, for good. */
export interface AssignmentStore {
  /** Until the end of the unit of work nobody else gets a room: whoever begins assignments has locked this first. */
  lock(): Stored<void>
  /** The agents who are active and online, with their names. */
  candidates(): Stored<readonly (Candidate & Readonly<{ name: string }>)[]>
  /** Who takes part in these rooms, and which agent had each last, unless it was taken from them or they gave it back. */
  holders(
    roomIds: readonly RoomId[],
  ): Stored<Readonly<{ holders: readonly Holder[]; lastAgents: ReadonlyMap<RoomId, UserId> }>>
  /**
   * Open rooms, read or not, in which the customer spoke last, automatic replies aside, and nobody said that this needs nobody (`Room.settledId`), and that
   * nobody has who could answer: nobody since before `since`, or only users who are not active, or agents who are away since before it. Without those that wait
   * in the review queue already. Quiet the longest first.
   */
  forsaken(since: Instant, limit: number): Stored<readonly RoomId[]>
  /** What a version that knows no assignments has left, at most `limit` of each kind. */
  drift(limit: number): Stored<Drift>
  /** Ends, then begins. */
  record(changes: AssignmentChanges): Stored<void>
}
