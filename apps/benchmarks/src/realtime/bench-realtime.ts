import { setTimeout as sleep } from 'node:timers/promises'
import { seedCustomers } from '../ingest/seed.ts'
import { roomIdOf } from '../ingest/traffic.ts'
import { type Latency, latencyOf } from '../load/latency.ts'
import { startLoad } from '../load/start-load.ts'
import { registerAdmin } from '../processes/api-client.ts'
import { startChild } from '../processes/child.ts'
import { memoryNote } from '../processes/memory.ts'
import { type BenchDatabase, startDatabase } from '../processes/start-database.ts'
import { startServer } from '../processes/start-server.ts'
import { ms, rate } from '../report/table.ts'
import { progress, writeReport } from '../report/write-report.ts'
import { seedAgents } from './seed-agents.ts'
import type { ScreensQuestion, ScreenWish, Seen } from './screens.ts'

export type RealtimeOptions = Readonly<{
  seconds: number
  /** Customers' messages a second, all to one of two processes. */
  rate: number
  /** Agents with a screen each, half of them at either process. */
  sockets: number
}>

/** A server that has just started compiles its code meanwhile, which takes a third more; shown apart. */
const WARM_UP_SECONDS = 15
/** Screens of somebody who sees every room, at either process. */
const OVERSEERS = 2
const CONNECTIONS = 32
const PATIENCE = 10_000
const POLL_INTERVAL = 50

/** How long it takes from a commit to the screens of both processes. False if one missed something, got it twice, or saw what is not theirs. */
export const benchRealtime = async (stack: AsyncDisposableStack, options: RealtimeOptions): Promise<boolean> => {
  const { seconds, sockets } = options
  const database = stack.use(await startDatabase({ track_commit_timestamp: 'on' }))
  const { connectionString, pool } = database
  const servers = [
    stack.use(await startServer({ connectionString })),
    stack.use(await startServer({ connectionString })),
  ] as const
  const [near] = servers
  const { token } = await registerAdmin(near.url)
  const traffic = { run: 0, since: Date.now(), customers: sockets, incomingOnly: true }
  await seedCustomers(pool, traffic)
  const agents = await seedAgents(pool, traffic.since, sockets)
  const load = stack.use(await startLoad(database))

  progress(`${sockets} screens`)
  const groups = await Promise.all(
    servers.map(async ({ url }, group) => {
      const child = stack.use(await startChild(new URL('screens.ts', import.meta.url)))
      const ask = (question: ScreensQuestion) => child.ask(question)
      const wishes: readonly ScreenWish[] = [
        ...agents
          .filter((_, index) => index % servers.length === group)
          .map(({ rooms, ...agent }) => ({
            token: agent.token,
            url: url.href,
            rooms: rooms.map((room) => roomIdOf(traffic, room)),
          })),
        ...Array.from({ length: OVERSEERS }, () => ({ url: url.href, token, rooms: null })),
      ]
      await ask({ open: wishes })
      return ask
    }),
  )

  const notified = await notePlainNotifications(stack, pool)
  progress(`${options.rate} messages a second`)
  const shape = {
    loop: 'open',
    rate: options.rate,
    connections: CONNECTIONS,
    seconds,
    warmUpSeconds: WARM_UP_SECONDS,
  } as const
  const count = options.rate * (seconds + WARM_UP_SECONDS)
  const sent = await load.run(near.pid, {
    kind: 'webhooks',
    target: near.url.href,
    traffic,
    count,
    perPost: 1,
    shape,
  })
  // Each room has two agents, one at either process.
  const expected = sent.sent * (1 + OVERSEERS)
  const seen = await Promise.all(
    groups.map(async (ask): Promise<Seen> => {
      for (const end = performance.now() + PATIENCE; performance.now() < end; await sleep(POLL_INTERVAL))
        if (((await ask('count')) as number) >= expected) break
      return (await ask('take')) as Seen
    }),
  )

  const wrong = seen.flatMap(({ messages, strange }, index) => [
    ...(messages === expected ? [] : [`process ${index + 1} told of ${messages} messages instead of ${expected}`]),
    ...(strange === 0 ? [] : [`${strange} frames of process ${index + 1} were for somebody else`]),
  ])
  const committedAt = await commitsOf(pool)
  const warmAt = Math.min(...seen.map(({ arrivals }) => arrivals[0] ?? Infinity)) + WARM_UP_SECONDS * 1_000
  const latencyAfterCommit = (batches: ArrayLike<number>, arrivals: ArrayLike<number>) => {
    const all = Array.from(arrivals, (at, index) => ({ at, committed: committedAt.get(batches[index] ?? 0) ?? NaN }))
    const isCold = ({ committed }: (typeof all)[number]) => committed < warmAt
    const delays = (some: typeof all) => latencyOf(some.map(({ at, committed }) => at - committed))
    return { cold: delays(all.filter(isCold)), warm: delays(all.filter((one) => !isCold(one))) }
  }
  const latencies = seen.map(({ batches, arrivals }) => latencyAfterCommit(batches, arrivals))
  const plain = latencyAfterCommit(
    [...committedAt.keys()].filter((batch) => batch > notified.after),
    notified.arrivals,
  )
  const row = (what: string, arrivals: ArrayLike<number>, { p50, p99, max }: Latency) => [
    what,
    rate(arrivals.length / (seconds + WARM_UP_SECONDS)),
    ms(p50),
    ms(p99),
    ms(max),
  ]
  await writeReport(
    {
      name: 'realtime',
      options,
      rows: [
        ['', 'frames a second', 'p50', 'p99', 'max'],
        ...latencies.flatMap(({ cold, warm }, index) => {
          const where = index === 0 ? 'screens of the process that got the webhook' : 'screens of the other process'
          const arrivals = seen[index]?.arrivals ?? []
          return [
            row(where, arrivals, warm),
            row(`  its first ${WARM_UP_SECONDS} seconds, while it compiles`, arrivals, cold),
          ]
        }),
        row('yardstick: the bare notification', notified.arrivals, plain.warm),
      ],
      notes: [
        `From the commit of the transaction that stores a message to its frames at ${sockets} screens; ${rate(sent.sent)} messages.`,
        ...servers.map(({ memory }) => memoryNote(memory.samples())),
        wrong.length === 0
          ? 'Each screen was told of every message of its rooms once, and of nothing else.'
          : `SOMETHING WENT WRONG: ${wrong.join('; ')}.`,
      ],
      data: { latencies, plain, sent },
    },
    database,
  )
  return wrong.length === 0
}

/** When each batch of events was committed, in milliseconds since the epoch, as PostgreSQL says (`track_commit_timestamp`). */
const commitsOf = async (pool: BenchDatabase['pool']): Promise<ReadonlyMap<number, number>> => {
  const { rows } = await pool.query<{ id: string; at: number }>(
    'select id, extract(epoch from pg_xact_commit_timestamp(xmin))::float8 * 1000 as at from event_log order by id',
  )
  return new Map(rows.map(({ id, at }) => [Number(id), at]))
}

/** When each notification came that a batch was committed, one a batch and in their order, to somebody who does nothing else. */
const notePlainNotifications = async (stack: AsyncDisposableStack, pool: BenchDatabase['pool']) => {
  const arrivals: number[] = []
  const client = stack.adopt(await pool.connect(), (listening) => listening.release(true))
  client.on('notification', () => arrivals.push(performance.timeOrigin + performance.now()))
  await client.query('listen boztell_events')
  const { rows } = await pool.query<{ last: string }>('select max(id) as last from event_log')
  return { after: Number(rows[0]?.last), arrivals }
}
