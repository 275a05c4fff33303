import { ok, type ResultAsync, safeTry } from 'neverthrow'
import { giveRooms } from '../../assignment/give-rooms.ts'
import { AWAY_GRACE } from '../../assignment/presence.ts'
import type { Unavailable } from '../../errors.ts'
import type { Instant } from '../../instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { noAgentNeeded } from '../../review/no-agent-needed.ts'
import type { ReviewItem } from '../../review/review-item.ts'
import type { RoomId } from '../../room/room.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; ids: IdSource }>

/** Each unit of work holds its rooms until all are given; the next finds more. */
const AT_ONCE = 100

/**
 * Gives the rooms that wait for an agent to those who can take one: first those in the review queue, oldest first, then those whose
 * agents have left. Does nothing while assignment is off. Answers how many rooms got somebody.
 */
export type AssignRooms = () => ResultAsync<number, Unavailable>

export const makeAssignRooms =
  ({ unitOfWork, clock, ids }: Needs): AssignRooms =>
  () =>
    safeTry<number, Unavailable>(async function* () {
      let assigned = 0
      for (;;) {
        const { given, more } = yield* await unitOfWork.run((stores) => assignSome({ ids }, stores, clock.now()))
        assigned += given
        if (given === 0 || !more) return ok(assigned)
      }
    })

type Assigned = Readonly<{ given: number; more: boolean }>
const NOTHING: Assigned = { given: 0, more: false }

const assignSome = (needs: Pick<Needs, 'ids'>, stores: Stores, now: Instant) =>
  safeTry<Assigned, Unavailable>(async function* () {
    const settings = yield* await stores.settings.find('assignment')
    if (settings.mode === 'off') return ok(NOTHING)
    const isFree = (yield* await stores.assignments.candidates()).some(({ load }) => load < settings.capacity)
    const queued = isFree ? yield* await queuedRooms(stores) : []
    const forsaken = yield* await stores.assignments.forsaken(now - AWAY_GRACE, AT_ONCE)
    const found = [...new Set([...queued, ...forsaken])]
    if (found.length === 0) return ok(NOTHING)

    const rooms = yield* await stores.rooms.lock(found)
    yield* await stores.assignments.lock()
    const open = new Set(rooms.flatMap(({ id, status }) => (status === 'open' ? id : [])))
    yield* await noAgentNeeded(
      stores,
      found.filter((id) => !open.has(id)),
      now,
    )
    // Somebody may have claimed or resolved what waited when it was found.
    const waiting = new Set((yield* await stores.reviewQueue.unresolvedOf(found)).flatMap(waitingRoom))
    const asked = new Set(forsaken)
    const inNeed = found.filter((id) => open.has(id) && (waiting.has(id) || asked.has(id)))
    const given = yield* await giveRooms(
      needs,
      stores,
      inNeed.map((roomId) => ({ roomId, reopened: false })),
      settings,
      now,
    )
    return ok({ given: given.length, more: Math.max(queued.length, forsaken.length) === AT_ONCE })
  })

const queuedRooms = ({ reviewQueue }: Stores): ResultAsync<readonly RoomId[], Unavailable> =>
  reviewQueue
    .list({ status: 'open', reason: 'no_agent_available' }, { limit: AT_ONCE, cursor: null })
    .map(({ data }) => data.map(({ roomId }) => roomId))

const waitingRoom = ({ roomId, reason, status }: ReviewItem): readonly RoomId[] =>
  reason === 'no_agent_available' && status === 'open' ? [roomId] : []
