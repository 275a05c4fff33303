import {
  type PushMessages,
  type PushSubscriptionId,
  type PushUnderWay,
  type ReportSockets,
  SECOND,
  type UserId,
} from '@boztell/core'
import type { Logger } from 'pino'
import { repeat } from './repeat.ts'

type Needs = Readonly<{
  reportSockets: ReportSockets
  pushMessages: PushMessages
  /** Who has a socket open in this process. */
  users: () => ReadonlySet<UserId>
  logger: Logger
}>

export type Pusher = Readonly<{
  /** Something may have happened. */
  look: () => void
  /** Begins nothing more, says that nobody is here any more, and waits for what is under way. */
  stop: () => Promise<void>
}>

const REST = 200
const EVERY = SECOND
/** A third of the time after which a process counts as gone. */
const REPORT_EVERY = 10 * SECOND
/** Nothing more is begun until some have ended. */
const MANY = 1_000
/** A push service that is slow must not hold up the others. */
const PUSHES_OF_ONE = 8

/** Says who has sockets here, and notifies those who have none anywhere of messages, of this process and of all others. */
export const startPusher = ({ reportSockets, pushMessages, users, logger }: Needs): Pusher => {
  const onBug = (bug: unknown) => logger.error({ err: bug }, 'a bug')
  const troubled = new Set<string>()
  /** Says once that something is wrong with `what`, until it is well again. */
  const note = (what: string, reason: string | null, message: string) => {
    if (reason === null) return void troubled.delete(what)
    if (!troubled.has(what)) logger.warn({ reason }, message)
    troubled.add(what)
  }
  const noteDatabase = (reason: string | null) => note('database', reason, 'notifications wait')

  let reported: ReadonlySet<UserId> = new Set()
  let reportedAt = -Infinity
  const report = async (now: ReadonlySet<UserId>) => {
    const isNew = now.symmetricDifference(reported).size > 0
    if (!isNew && (now.size === 0 || performance.now() - reportedAt < REPORT_EVERY)) return
    const said = await reportSockets([...now])
    if (said.isErr()) return noteDatabase(said.error.reason)
    reported = now
    reportedAt = performance.now()
  }

  const underWay = new Map<Promise<unknown>, PushSubscriptionId>()
  const busy = (): readonly PushSubscriptionId[] =>
    [...Map.groupBy(underWay.values(), (id) => id)].flatMap(([id, pushes]) => (pushes.length < PUSHES_OF_ONE ? [] : id))

  const finish = async ({ subscriptionId, done }: PushUnderWay): Promise<void> => {
    try {
      const trouble = (await done).match(
        (failure) => failure,
        ({ reason }) => reason,
      )
      note(subscriptionId, trouble, 'a push service takes no notification')
    } catch (bug) {
      onBug(bug)
    }
  }

  const pushing = repeat({
    turn: async () => {
      await report(users())
      if (underWay.size > MANY) return false
      const looked = await pushMessages({ except: busy() })
      noteDatabase(looked.isErr() ? looked.error.reason : null)
      if (looked.isErr()) return false
      for (const one of looked.value.underWay) {
        const push: Promise<void> = finish(one).finally(() => underWay.delete(push))
        underWay.set(push, one.subscriptionId)
      }
      return looked.value.more
    },
    ...{ rest: REST, every: EVERY, onBug },
  })

  return {
    look: () => pushing.ring(),
    stop: async () => {
      await pushing.stop()
      await report(new Set())
      await Promise.all(underWay.keys())
    },
  }
}
