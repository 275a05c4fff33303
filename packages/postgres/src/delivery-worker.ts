import { setTimeout as sleep } from 'node:timers/promises'
import type { DeliverMessages, Instant } from '@boztell/core'
import { createAlarm } from './alarm.ts'
import { listen } from './listen.ts'
import { OUTBOX_CHANNEL } from './postgres-outbox.ts'

export type ScheduledTask = Readonly<{
  name: string
  everySeconds: number
  /** Rejects if it failed; it is called again at the next time. */
  task: () => Promise<unknown>
}>

export type DeliveryWorkerOptions = Readonly<{
  connectionString: string
  deliverMessages: DeliverMessages
  /** Every process runs these, so they must not mind another one doing the same. */
  schedule?: readonly ScheduledTask[]
  log: (level: 'error' | 'warn' | 'info' | 'debug', message: string) => void
}>

export type DeliveryWorker = Readonly<{
  /** False if it has not come round for so long that it must hang. */
  isWorking: () => boolean
  /** Takes nothing more and waits until what is in flight is answered and stored. */
  stop: () => Promise<void>
}>

/** How long a message whose notification was lost, or that is due only later, waits at most beyond its time. */
const POLL_INTERVAL = 1_000
/** Not sooner again, even for what is due and can't be taken. */
const SHORTEST_WAIT = 10
const RETRY_DELAY = 1_000
/** A database that is away while the server stops is asked so often for what is in hand. */
const LAST_TRIES = 5
/** Longer than a statement waits for the database. */
const HANGS_AFTER = 30_000

/** Delivers what comes into the outbox, and runs `schedule`. The database must be migrated. */
export const startDeliveryWorker = ({
  connectionString,
  deliverMessages,
  schedule = [],
  log,
}: DeliveryWorkerOptions): DeliveryWorker => {
  const stopping = new AbortController()
  const alarm = createAlarm()
  const listener = listen({
    connectionString,
    channel: OUTBOX_CHANNEL,
    onNotification: alarm.ring,
    onLost: (error) => log('warn', `The delivery worker lost its connection: ${error.message}`),
  })
  let turnedAt = performance.now()
  const isStopping = () => {
    // Asked before each look at the outbox, which sees all that was told before.
    turnedAt = performance.now()
    alarm.reset()
    return stopping.signal.aborted
  }
  const news = (until: Instant | null): Promise<void> => {
    const wait = until === null ? POLL_INTERVAL : until - Date.now()
    return alarm.wait(Math.min(Math.max(wait, SHORTEST_WAIT), POLL_INTERVAL))
  }

  const deliver = async (): Promise<void> => {
    let lastTries = LAST_TRIES
    let known: string | undefined
    for (;;) {
      const problem = await attempt(deliverMessages, { isStopping, news })
      // Not `isStopping`, which would forget what was told since the last look.
      const isOver = stopping.signal.aborted
      if ('reason' in problem) {
        if (problem.reason !== known) log('error', `Messages can't be delivered now: ${problem.reason}`)
        known = problem.reason
        if (isOver && (lastTries -= 1) === 0) return
        await sleep(RETRY_DELAY)
      } else {
        known = undefined
        if (isOver) return
        await news(problem.nextAt)
      }
    }
  }

  const running = Promise.all([deliver(), ...schedule.map((task) => repeat(task, log, stopping.signal))])
  return {
    isWorking: () => performance.now() - turnedAt < HANGS_AFTER,
    stop: async () => {
      stopping.abort()
      alarm.ring()
      await running
      await listener.close()
    },
  }
}

type Attempt = Readonly<{ nextAt: Instant | null } | { reason: string }>

/** A bug must not end the loop either. */
const attempt = async (deliverMessages: DeliverMessages, command: Parameters<DeliverMessages>[0]): Promise<Attempt> => {
  try {
    const done = await deliverMessages(command)
    return done.match(
      (nextAt): Attempt => ({ nextAt }),
      ({ reason }) => ({ reason }),
    )
  } catch (bug) {
    return { reason: bug instanceof Error ? (bug.stack ?? bug.message) : String(bug) }
  }
}

const repeat = async (
  { name, everySeconds, task }: ScheduledTask,
  log: DeliveryWorkerOptions['log'],
  stopping: AbortSignal,
): Promise<void> => {
  while (!stopping.aborted) {
    try {
      await task()
    } catch (error) {
      log('error', `${name} failed: ${String(error)}`)
    }
    await sleep(everySeconds * 1_000, undefined, { signal: stopping }).catch(() => {})
  }
}
