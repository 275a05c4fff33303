import { setTimeout as sleep } from 'node:timers/promises'
import type { DeliverRoom, RoomId } from '@boztell/core'
import { Logger, run } from 'graphile-worker'
import pg from 'pg'
import { DELIVER_ROOM } from './postgres-outbox.ts'

export type ScheduledTask = Readonly<{
  name: string
  everySeconds: number
  /** Rejects if it failed; it is called again at the next time. */
  task: () => Promise<unknown>
}>

export type DeliveryWorkerOptions = Readonly<{
  connectionString: string
  deliverRoom: DeliverRoom
  /** Rooms delivered at once; 10 unless given. */
  concurrency?: number
  /** Every process runs these, so they must not mind another one doing the same. */
  schedule?: readonly ScheduledTask[]
  log: (level: 'error' | 'warn' | 'info' | 'debug', message: string) => void
}>

/** `stop` takes no further job and waits for those in hand: each ends after the message that it is sending. */
export type DeliveryWorker = Readonly<{ stop: () => Promise<void> }>

/** How long a job that is due only later, or whose notification was lost, waits at most beyond its time. */
const POLL_INTERVAL = 1_000
/** One connection listens; jobs need one only while they are fetched or ended. */
const POOL_SIZE = 4
const RESTART_DELAY = 1_000

/** Delivers what `outbox` wakes workers for, and runs `schedule`. The database must be migrated. */
export const startDeliveryWorker = (options: DeliveryWorkerOptions): DeliveryWorker => {
  const stopping = new AbortController()
  const running = Promise.all([
    keepRunning(options, stopping.signal),
    ...(options.schedule ?? []).map((task) => repeat(task, options, stopping.signal)),
  ])
  return {
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

/** Starts the runner, and starts it again whenever it gave up, as it does when the database is lost while a job ends. */
const keepRunning = async (options: DeliveryWorkerOptions, stopping: AbortSignal): Promise<void> => {
  while (!stopping.aborted) {
    try {
      await runUntil(options, stopping)
    } catch (error) {
      options.log('error', `The delivery worker stopped and starts again: ${String(error)}`)
    }
    await pause(RESTART_DELAY, stopping)
  }
}

const runUntil = async (options: DeliveryWorkerOptions, stopping: AbortSignal): Promise<void> => {
  const { connectionString, log } = options
  const pgPool = listeningPool(connectionString, log)
  try {
    await runOn(pgPool, options, stopping)
  } finally {
    // The library lets go of a pool of its own without waiting, and no longer hears when its last connections break.
    await pgPool.end()
  }
}

const listeningPool = (connectionString: string, log: DeliveryWorkerOptions['log']): pg.Pool => {
  const pool = new pg.Pool({ connectionString, max: POOL_SIZE, application_name: 'boztell-delivery' })
  const onLost = (error: Error) => log('warn', `The delivery worker lost a connection: ${error.message}`)
  pool.on('error', onLost)
  pool.on('connect', (client) => client.on('error', onLost))
  return pool
}

const runOn = async (
  pgPool: pg.Pool,
  { deliverRoom, concurrency = 10, log }: DeliveryWorkerOptions,
  stopping: AbortSignal,
): Promise<void> => {
  const runner = await run({
    pgPool,
    concurrency,
    pollInterval: POLL_INTERVAL,
    noHandleSignals: true,
    // A message is due by our clock, so a job is too: by another one the worker could come early, find nothing, and go.
    // The ends of jobs go through its batches, though each is its own: else one that the database did not take would be a
    // rejection that nobody handles, which ends the process.
    preset: { worker: { useNodeTime: true, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    crontab: '',
    logger: new Logger(
      // Its only warning at the start is about a pool smaller than the concurrency, which is meant so.
      () => (level, message) => log(level === 'error' || level === 'debug' ? level : 'debug', message),
    ),
    taskList: {
      [DELIVER_ROOM]: async (payload) => {
        const { roomId } = payload as Readonly<{ roomId: RoomId }>
        const delivered = await deliverRoom({ roomId, isStopping: () => stopping.aborted })
        // The job queue tries a job that threw again, later and later.
        if (delivered.isErr()) throw new Error(delivered.error.reason)
      },
    },
  })
  const stop = () => {
    runner.stop().catch((error: unknown) => log('error', `The delivery worker did not stop cleanly: ${String(error)}`))
  }
  if (stopping.aborted) stop()
  else stopping.addEventListener('abort', stop, { once: true })
  try {
    await runner.promise
  } finally {
    stopping.removeEventListener('abort', stop)
  }
}

const repeat = async (
  { name, everySeconds, task }: ScheduledTask,
  { log }: DeliveryWorkerOptions,
  stopping: AbortSignal,
): Promise<void> => {
  while (!stopping.aborted) {
    try {
      await task()
    } catch (error) {
      log('error', `${name} failed: ${String(error)}`)
    }
    await pause(everySeconds * 1_000, stopping)
  }
}

const pause = (milliseconds: number, stopping: AbortSignal): Promise<void> =>
  sleep(milliseconds, undefined, { signal: stopping }).catch(() => {})
