import { ok, ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import { type AccessNews, audienceAmong, type Watchers } from '../../event/audience.ts'
import type { DomainEvent } from '../../event/domain-event.ts'
import { endOf, type EventPosition, isBefore, isEnd } from '../../event/event-position.ts'
import { readSubjects, showing } from '../../event/show-events.ts'
import type { ToldEvent } from '../../event/told-event.ts'
import type { Instant } from '../../instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { EventBatch } from '../../ports/event-log.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock }>

export type EventNews = AccessNews &
  Readonly<{
    events: readonly ToldEvent[]
    /** Everything up to here has been told. */
    upTo: EventPosition
  }>

export type FollowEventsCommand = Readonly<{
  after: EventPosition
  watchers: Watchers
  /**
   * Called once, at the end and still inside the unit of work, while nobody loses sight of anything: whatever is passed on before it
   * returns was for its audience to see. Not called if there is nothing new.
   */
  tell: (news: EventNews) => void
}>

export type Followed = Readonly<{ upTo: EventPosition; more: boolean }>

/**
 * Tells watchers what happened behind a place in the log, as far as one unit of work goes; answers how far that is and whether there is
 * more, or undefined if the place is not in the log, or no longer.
 */
export type FollowEvents = (command: FollowEventsCommand) => ResultAsync<Followed | undefined, Unavailable>

/** Batches of one look. A batch may hold thousands of events, most hold a few. */
const AT_ONCE = 100

export const makeFollowEvents =
  ({ unitOfWork, clock }: Needs): FollowEvents =>
  ({ after, watchers, tell }) =>
    unitOfWork.run((stores) =>
      safeTry<Followed | undefined, Unavailable>(async function* () {
        yield* await stores.events.holdSight()
        const { first, last, batches } = yield* await stores.events.after(
          isEnd(after) ? after.batch : after.batch - 1,
          AT_ONCE + 1,
        )
        if (after.batch < first || after.batch > last) return ok(undefined)
        const read = batches.slice(0, AT_ONCE)
        const happened = read.flatMap((batch) => eventsOf(batch, after))
        // Also where it began in the middle of the last one: whoever was told its rest is behind all of it.
        const lastRead = read.at(-1)
        const upTo = lastRead === undefined ? after : endOf(lastRead.id)
        if (happened.length > 0) tell({ ...(yield* await newsOf(stores, happened, watchers, clock.now())), upTo })
        return ok({ upTo, more: batches.length > AT_ONCE })
      }),
    )

/** The end of the log: what happens from now on lies behind it. */
export type FindLastEvent = () => ResultAsync<EventPosition, Unavailable>

export const makeFindLastEvent =
  ({ unitOfWork }: Pick<Needs, 'unitOfWork'>): FindLastEvent =>
  () =>
    unitOfWork.run(({ events }) => events.ends().map(({ last }) => endOf(last)))

type Happened = Readonly<{ position: EventPosition; at: Instant; event: DomainEvent }>

const eventsOf = ({ id: batch, at, events }: EventBatch, after: EventPosition): readonly Happened[] =>
  events
    .map((event, index) => ({ position: { batch, index }, at, event }))
    .filter(({ position }) => isBefore(after, position))

const newsOf = (stores: Stores, happened: readonly Happened[], watchers: Watchers, now: Instant) =>
  safeTry<Omit<EventNews, 'upTo'>, Unavailable>(async function* () {
    const events = happened.map(({ event }) => event)
    const [access, subjects] = yield* await ResultAsync.combine([
      accessOf(stores, events, watchers, now),
      readSubjects(stores, events),
    ])
    const audienceOf = audienceAmong(watchers, access, subjects.rooms)
    const heard = happened.flatMap((one) => {
      const audience = audienceOf(one.event)
      return audience.length === 0 ? [] : { ...one, audience }
    })
    const show = yield* await showing(
      stores,
      heard.map(({ event }) => event),
      subjects,
    )
    const told = heard.flatMap(({ position, at, event, audience }): readonly ToldEvent[] => {
      const shown = show(event)
      return shown === undefined
        ? []
        : [{ position, at, roomId: 'roomId' in event ? event.roomId : null, shown, audience }]
    })
    return ok({ ...access, events: told })
  })

/** Looks again at the sessions of those whose access changed. */
const accessOf = (stores: Stores, events: readonly DomainEvent[], watchers: Watchers, now: Instant) => {
  const concerned = new Set(events.flatMap((event) => (event.type === 'access.changed' ? event.userId : [])))
  const asked = [...concerned].flatMap((userId) => [...watchers.of(userId)])
  return stores.sessions
    .findUsers(
      asked.map(({ tokenHash }) => tokenHash),
      now,
    )
    .map((users) => ({
      ended: new Set(asked.flatMap(({ tokenHash }, index) => (users[index]?.status === 'active' ? [] : tokenHash))),
      changed: new Map(users.flatMap((user) => (user === undefined ? [] : [[user.id, user] as const]))),
    }))
}
