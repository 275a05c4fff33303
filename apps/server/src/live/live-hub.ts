import {
  type AuthenticateMany,
  eventIdOf,
  type EventPosition,
  type FindLastEvent,
  type Followed,
  type FollowEvents,
  isBefore,
  MINUTE,
  SECOND,
  type Unavailable,
  type UserId,
} from '@boztell/core'
import type { Result } from 'neverthrow'
import type { Logger } from 'pino'
import { limitConcurrency } from '../adapters/limit-concurrency.ts'
import { CLOSE, frameOf, type LiveSocket } from './live-socket.ts'
import { groupByUser } from './sockets-by-user.ts'
import { tellSockets } from './tell-sockets.ts'

type Needs = Readonly<{
  followEvents: FollowEvents
  findLastEvent: FindLastEvent
  authenticateMany: AuthenticateMany
  logger: Logger
}>

/** All sockets of this process, and what they are told (D9). */
export type LiveHub = Readonly<{
  /** Tells the socket what happened behind its position, and from then on what happens. */
  join: (socket: LiveSocket) => void
  leave: (socket: LiveSocket) => void
  /** Whether a user has as many sockets in this process as anybody may. */
  isFullFor: (userId: UserId) => boolean
  users: () => ReadonlySet<UserId>
  /** Something may have happened. */
  look: () => void
  /** Sends everybody elsewhere. */
  stop: () => Promise<void>
}>

/** Screens of one user in one process. */
const SOCKETS_OF_A_USER = 20
/** From the beginning of a look to that of the next: what happens meanwhile is told together, for a look costs the same for one event as for ten. */
const GATHER = 10
/** A notification may get lost; this is how late its events come then. */
const LOOK_EVERY = SECOND
const PING_EVERY = 30 * SECOND
/** Sessions run out without an event. */
const CHECK_SESSIONS_EVERY = MINUTE
const RETRY_AFTER = 500
/** Clients that do not answer do not hold up the end. */
const GOODBYE = 3 * SECOND
/** What resuming clients take of the database at once: after a restart all of them come. */
const RESUMING = 2

export const createLiveHub = ({ followEvents, findLastEvent, authenticateMany, logger }: Needs): LiveHub => {
  const all = groupByUser()
  /** Those that have been told everything up to `position`; the others are on their way there. */
  const live = groupByUser()
  let position: EventPosition | undefined
  let arrivals: readonly LiveSocket[] = []
  const resuming = limitConcurrency(RESUMING)

  let isAsked = false
  let isStopped = false
  let isTroubled = false
  let running: Promise<void> | undefined

  const leave = (socket: LiveSocket) => {
    all.delete(socket)
    live.delete(socket)
  }
  const endSession = (socket: LiveSocket) => {
    leave(socket)
    socket.close(CLOSE.sessionEnded, 'the session has ended')
  }

  /** Client and server no longer have the same past: the client loads everything anew. */
  const resync = (sockets: Iterable<LiveSocket>, at: EventPosition) => {
    for (const socket of sockets) {
      socket.position = at
      socket.send(frameOf({ type: 'resync', last_event_id: eventIdOf(at) }))
    }
  }

  /** Says once that something is wrong. */
  const note = <T>(result: Result<T, Unavailable>): Result<T, Unavailable> => {
    if (result.isErr() && !isTroubled) logger.warn({ reason: result.error.reason }, 'events cannot be read now')
    isTroubled = result.isErr()
    return result
  }

  const unattended = (work: Promise<void>): void => {
    work.catch((bug: unknown) => logger.error({ err: bug }, 'a bug'))
  }

  const checkSessions = async (of: Iterable<LiveSocket>): Promise<void> => {
    const sockets = [...of]
    const users = note(await authenticateMany(sockets))
    if (users.isErr()) return
    sockets.forEach((socket, index) => {
      const user = users.value[index]
      if (user?.isOk()) socket.user = user.value
      else endSession(socket)
    })
  }

  /** Tells `sockets` what happened behind `after`, as far as one look goes; answers the new place, or undefined if it must be tried again. */
  const follow = async (after: EventPosition, sockets: typeof all): Promise<Followed | undefined> => {
    const tell = tellSockets(sockets, { endSession, leave })
    try {
      const followed = note(await followEvents({ after, watchers: sockets, tell }))
      if (followed.isErr()) return undefined
      if (followed.value !== undefined) return followed.value
    } catch (bug) {
      // What hurts is passed over, else everybody would wait for it for ever.
      logger.error({ err: bug }, 'a bug')
    }
    const last = note(await findLastEvent())
    if (last.isErr()) return undefined
    resync(sockets, last.value)
    // Among what was passed over somebody may have lost their role or session.
    await checkSessions(sockets)
    return { upTo: last.value, more: false }
  }

  const catchUp = async (socket: LiveSocket): Promise<void> => {
    const alone = groupByUser(socket)
    for (let more = true; more;) {
      if (!all.has(socket) || !(await socket.drained())) return
      const followed = await resuming(() => follow(socket.position, alone))
      if (followed === undefined) await rest(RETRY_AFTER)
      else {
        socket.position = followed.upTo
        more = followed.more
      }
    }
    arrive(socket)
  }

  const isFullFor = (userId: UserId): boolean => all.of(userId).size >= SOCKETS_OF_A_USER

  const arrive = (socket: LiveSocket) => {
    arrivals = [...arrivals, socket]
    look()
  }

  /** Between two looks, so that nobody comes in while one is under way that does not know them. */
  const admit = (at: EventPosition) => {
    const present = arrivals.filter((socket) => all.has(socket))
    arrivals = []
    for (const socket of present) {
      if (isBefore(socket.position, at)) unattended(catchUp(socket))
      else live.add(socket)
    }
  }

  /** False if it must be tried again. */
  const lookOnce = async (): Promise<boolean> => {
    if (position === undefined || live.size() === 0) {
      const last = note(await findLastEvent())
      if (last.isErr()) return false
      position = last.value
    }
    admit(position)
    const followed = await follow(position, live)
    if (followed === undefined) return false
    position = followed.upTo
    isAsked ||= followed.more
    return true
  }

  const run = async () => {
    while (isAsked && !isStopped) {
      isAsked = false
      const beganAt = performance.now()
      if (await lookOnce()) await rest(Math.max(0, GATHER - (performance.now() - beganAt)))
      else {
        isAsked = true
        await rest(RETRY_AFTER)
      }
    }
    running = undefined
  }

  const look = () => {
    if (all.size() === 0 || isStopped) return
    isAsked = true
    running ??= run()
  }

  const timers = [
    setInterval(look, LOOK_EVERY),
    setInterval(() => [...all].filter((socket) => !socket.ping()).forEach(leave), PING_EVERY),
    setInterval(() => unattended(checkSessions(all)), CHECK_SESSIONS_EVERY),
  ]

  return {
    join: (socket) => {
      // Many may have been let in before the first of them came.
      if (isFullFor(socket.user.id)) {
        socket.close(CLOSE.tryAgainLater, 'too many sockets')
        return
      }
      all.add(socket)
      socket.send(frameOf({ type: 'hello', last_event_id: eventIdOf(socket.position) }))
      if (isStopped) socket.close(CLOSE.goingAway, 'the server stops')
      else arrive(socket)
    },
    leave,
    isFullFor,
    users: () => new Set([...all].map(({ user }) => user.id)),
    look,
    stop: async () => {
      isStopped = true
      timers.forEach(clearInterval)
      const leaving = [...all]
      for (const socket of leaving) socket.close(CLOSE.goingAway, 'the server stops')
      setTimeout(() => leaving.forEach((socket) => socket.cutOff()), GOODBYE).unref()
      await running
    },
  }
}

const rest = (milliseconds: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, milliseconds))
