import type { RoomId } from '../room/room.ts'
import type { AssignmentSettings } from '../settings/assignment-settings.ts'
import type { UserId } from '../user/user.ts'
import type { AssignmentReason } from './assignment.ts'

/** An agent to whom rooms may come by themselves. */
export type Candidate = Readonly<{
  userId: UserId
  /** Open rooms they have. */
  load: number
  /** When a room came to them by itself for the last time, as a place in the line of all such moments; 0: never. */
  lastTurn: number
}>

export type RoomToGive = Readonly<{ roomId: RoomId; /** Who had it last. */ lastAgent: UserId | null }>

export type Choice = Readonly<{ roomId: RoomId; userId: UserId; reason: AssignmentReason }>

export type Choices = Readonly<{ given: readonly Choice[]; /** For whom nobody is there. */ left: readonly RoomId[] }>

/**
 * Who gets which of `rooms`, which are given in their order: the agent who had it last if they can take it, else whoever's turn it is or
 * who has the fewest. Nobody gets beyond the capacity.
 */
export const chooseAgents = (
  rooms: readonly RoomToGive[],
  candidates: readonly Candidate[],
  { mode, capacity }: AssignmentSettings,
): Choices => {
  const agents = mode === 'off' ? [] : candidates.map((candidate) => ({ ...candidate }))
  const given: Choice[] = []
  const left: RoomId[] = []
  let turn = Math.max(0, ...agents.map(({ lastTurn }) => lastTurn))
  for (const { roomId, lastAgent } of rooms) {
    const free = agents.filter(({ load }) => load < capacity)
    const last = free.find(({ userId }) => userId === lastAgent)
    const agent =
      last ?? free.reduce<Mutable | undefined>((best, one) => (best && !isBefore(one, best) ? best : one), undefined)
    if (agent === undefined) {
      left.push(roomId)
      continue
    }
    agent.load += 1
    agent.lastTurn = turn += 1
    given.push({
      roomId,
      userId: agent.userId,
      reason: last ? 'last_agent' : mode === 'least_busy' ? mode : 'round_robin',
    })
  }
  return { given, left }

  function isBefore(a: Candidate, b: Candidate): boolean {
    const byLoad = mode === 'least_busy' ? a.load - b.load : 0
    return (byLoad || a.lastTurn - b.lastTurn || (a.userId < b.userId ? -1 : 1)) < 0
  }
}

type Mutable = { -readonly [K in keyof Candidate]: Candidate[K] }
