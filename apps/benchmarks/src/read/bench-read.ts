import { seedCustomers } from '../ingest/seed.ts'
import { roomIdOf } from '../ingest/traffic.ts'
import { type Measured, startLoad } from '../load/start-load.ts'
import { addAgent, registerAdmin } from '../processes/api-client.ts'
import { startDatabase } from '../processes/start-database.ts'
import { startServer } from '../processes/start-server.ts'
import { ms, rate, ratio } from '../report/table.ts'
import { progress, writeReport } from '../report/write-report.ts'
import { BEFORE_ALL_MESSAGES, fillInbox, joinRooms, makePastMonths } from './fill-inbox.ts'

export type ReadOptions = Readonly<{
  /** How many messages there are, one measurement each, the smallest first. */
  sizes: readonly number[]
  rooms: number
  agentRooms: number
  /** Of each measurement. */
  seconds: number
}>

/** At most so many requests a second; one waits for the other. */
const MOST_PER_SECOND = 2_000
const WARM_UP = 2

/** What the room list and a page of messages cost an agent, and whether that grows with the number of messages. */
export const benchRead = async (
  stack: AsyncDisposableStack,
  { sizes, rooms, agentRooms, seconds }: ReadOptions,
): Promise<void> => {
  const database = stack.use(await startDatabase())
  const { pool, connectionString } = database
  const load = stack.use(await startLoad())
  const server = stack.use(await startServer({ connectionString }))
  const agent = await addAgent(server.url, await registerAdmin(server.url))
  const since = Date.now() - BEFORE_ALL_MESSAGES
  progress(`${rate(rooms)} rooms`)
  await seedCustomers(pool, { run: 0, since, customers: rooms })
  await makePastMonths(pool)
  await joinRooms(pool, { since, rooms, agentRooms, messages: 0 }, agent.id)

  const get = (paths: readonly string[]): Promise<Measured> => {
    const all = Array.from(
      { length: MOST_PER_SECOND * (seconds + WARM_UP) },
      (_, turn) => paths[turn % paths.length] ?? '',
    )
    const shape = { loop: 'closed', connections: 1, seconds, warmUpSeconds: WARM_UP } as const
    return load.run(server.pid, { kind: 'gets', target: server.url.href, token: agent.token, paths: all, shape })
  }
  const step = rooms / agentRooms
  const pages = Array.from({ length: agentRooms }, (_, turn) => {
    const room = ((turn * 7) % agentRooms) * step
    return `/rooms/${roomIdOf({ since }, room)}/messages`
  })
  const results: { messages: number; list: Measured; page: Measured }[] = []
  for (const messages of sizes) {
    progress(`${rate(messages)} messages are made`)
    await fillInbox(pool, { since, rooms, agentRooms, messages }, agent.id)
    progress('read')
    results.push({ messages, list: await get(['/rooms']), page: await get(pages) })
  }

  const [first] = results
  const row = (what: string, { latency }: Measured, smallest: Measured | undefined) => [
    what,
    ms(latency.p50),
    ms(latency.p99),
    ms(latency.max),
    ratio(latency.p50, smallest?.latency.p50 ?? Number.NaN),
    ratio(latency.p99, smallest?.latency.p99 ?? Number.NaN),
  ]
  await writeReport(
    {
      name: 'read',
      options: { sizes, rooms, agentRooms, seconds },
      rows: [
        ['', 'p50', 'p99', 'max', 'p50 × the smallest', 'p99 × the smallest'],
        ...results.map(({ messages, list }) => row(`GET /rooms, ${rate(messages)} messages`, list, first?.list)),
        ...results.map(({ messages, page }) => row(`GET /rooms/:id/messages, ${rate(messages)}`, page, first?.page)),
      ],
      notes: [
        `${rate(agentRooms)} of ${rate(rooms)} rooms are the agent's. Pages of 50, one request at a time.`,
        `In each measurement ${results.map(({ list, page }) => rate(Math.min(list.sent, page.sent))).join(', ')} requests at least.`,
      ],
      data: { results },
    },
    database,
  )
}
