import { seedCustomers } from '../ingest/seed.ts'
import { roomIdOf } from '../ingest/traffic.ts'
import { type LoadGenerator, startLoad } from '../load/start-load.ts'
import { cpuTime } from '../processes/cpu-time.ts'
import { addAgent, registerAdmin } from '../processes/api-client.ts'
import { startDatabase } from '../processes/start-database.ts'
import { startServer } from '../processes/start-server.ts'
import { ms, rate, ratio } from '../report/table.ts'
import { progress, writeReport } from '../report/write-report.ts'
import { BEFORE_ALL_MESSAGES, BUSY_ROOM, fillInbox, joinRooms, makePastMonths, quickToFill } from './fill-inbox.ts'
import { type Round, compareRounds } from './compare-rounds.ts'
import { sought } from './vocabulary.ts'

export type ReadOptions = Readonly<{
  /** How many messages there are, an inbox each, the smallest first. */
  sizes: readonly number[]
  rooms: number
  agentRooms: number
  /** Of each measurement, in rounds. */
  seconds: number
}>

/** At most so many requests a second; one waits for the other. */
const MOST_PER_SECOND = 2_000
const ROUND = 0.2
const WARM_UP = 0.02
/** A round that does not count: connections open, plans are made, pages are read. */
const EARLY_ROUNDS = 1
const STRIDE = 211

/** What the room list and pages of messages cost an agent, and whether that grows with the number of messages. */
export const benchRead = async (stack: AsyncDisposableStack, options: ReadOptions): Promise<void> => {
  const load = stack.use(await startLoad())
  const inboxes = await Promise.all(options.sizes.map((messages) => openInbox(stack, options, messages)))
  progress('read')
  const counted: Round[] = []
  for (let round = -EARLY_ROUNDS; round < options.seconds / ROUND; round += 1)
    for (const [what, pathsOf] of Object.entries(requests))
      for (const [place] of inboxes.entries()) {
        // Whatever else the machine does in this round meets all inboxes alike, and none is always the first.
        const inbox = inboxes[(place + round + EARLY_ROUNDS) % inboxes.length] as Inbox
        const measured = await read(load, inbox, pathsOf(inbox), round)
        if (round >= 0) counted.push({ what, messages: inbox.messages, ...measured })
      }

  const [{ database }] = inboxes as [Inbox]
  await writeReport(
    {
      name: 'read',
      options,
      rows: [
        ['', 'messages', 'p50', 'p99', 'CPU', 'p50 × the smallest', 'CPU × the smallest'],
        ...compareRounds(counted).map(({ what, messages, p50, p99, cpu, p50Growth, cpuGrowth }) => [
          what,
          rate(messages),
          ms(p50),
          ms(p99),
          ms(cpu),
          ratio(p50Growth, 1),
          ratio(cpuGrowth, 1),
        ]),
      ],
      notes: [
        `${rate(options.agentRooms)} of ${rate(options.rooms)} rooms are the agent's, one of them with a tenth of the messages. Pages of 50, one request at a time.`,
        `All inboxes are read in turn, in rounds of ${ROUND * 1_000} ms; latencies are those of the least disturbed round. CPU: of the server and of PostgreSQL, a request.`,
      ],
      data: { rounds: counted },
    },
    database,
  )
}

type Inbox = Awaited<ReturnType<typeof openInbox>>

/** A PostgreSQL, full of messages, and a server of its own: none has another's pages in its memory. */
const openInbox = async (stack: AsyncDisposableStack, { rooms, agentRooms }: ReadOptions, messages: number) => {
  progress(`${rate(rooms)} rooms and ${rate(messages)} messages are made`)
  const database = stack.use(await startDatabase(quickToFill))
  const { pool, connectionString } = database
  const server = stack.use(await startServer({ connectionString }))
  const admin = await registerAdmin(server.url)
  const agent = await addAgent(server.url, admin)
  const since = Date.now() - BEFORE_ALL_MESSAGES
  const size = { since, rooms, agentRooms, messages }
  await seedCustomers(pool, { run: 0, since, customers: rooms })
  await makePastMonths(pool)
  await joinRooms(pool, size, agent.id)
  await fillInbox(pool, size, agent.id)
  const roomIds = Array.from({ length: agentRooms }, (_, turn) =>
    roomIdOf({ since }, ((turn * 7) % agentRooms) * (rooms / agentRooms)),
  )
  const busyRoom = roomIdOf({ since }, BUSY_ROOM)
  const { rows: old } = await pool.query<{ id: string }>(
    `select id from messages where room_id = $1 and created_at < now() - interval '60 days' order by hashtext(id::text) limit 1000`,
    [busyRoom],
  )
  const tokens = { admin: admin.token, agent: agent.token }
  return { messages, database, server, tokens, roomIds, busyRoom, old: old.map(({ id }) => id) }
}

type Requests = Readonly<{ as: 'admin' | 'agent'; paths: readonly string[] }>

const searches = (as: Requests['as'], words: readonly string[]) => (): Requests => ({
  as,
  paths: words.map((word) => `/messages/search?q=${word}`),
})

/** What is asked for, again and again. */
const requests: Readonly<Record<string, (inbox: Inbox) => Requests>> = {
  'GET /rooms': () => ({ as: 'agent', paths: ['/rooms'] }),
  'GET /rooms/:id/messages': ({ roomIds }) => ({ as: 'agent', paths: roomIds.map((id) => `/rooms/${id}/messages`) }),
  'the same, anywhere in a long history': ({ busyRoom, old }) => ({
    as: 'agent',
    paths: old.flatMap((id) => [`/rooms/${busyRoom}/messages?before=${id}`, `/rooms/${busyRoom}/messages?after=${id}`]),
  }),
  'GET /messages/search, admin, frequent words': searches('admin', sought.common),
  'admin, rare words': searches('admin', sought.rare),
  'admin, words that are nowhere': searches('admin', sought.nowhere),
  'admin, names of many': searches('admin', sought.names),
  'agent, frequent words': searches('agent', sought.common),
  'agent, rare words': searches('agent', sought.rare),
  'agent, words that are nowhere': searches('agent', sought.nowhere),
  'agent, names of many': searches('agent', sought.names),
  'a rare word in a room with a long history': ({ busyRoom }) => ({
    as: 'agent',
    paths: sought.rare.map((word) => `/messages/search?q=${word}&room_id=${busyRoom}`),
  }),
}

const read = async (load: LoadGenerator, inbox: Inbox, { as, paths: all }: Requests, round: number) => {
  const { server, tokens } = inbox
  const count = Math.ceil(MOST_PER_SECOND * (ROUND + WARM_UP))
  // Each round reads others, so that it finds what a server has in memory that all of them share.
  const first = (round + EARLY_ROUNDS) * STRIDE
  const paths = Array.from({ length: count }, (_, turn) => all[(first + turn) % all.length] ?? '')
  const shape = { loop: 'closed', connections: 1, seconds: ROUND, warmUpSeconds: WARM_UP } as const
  const before = await databaseCpu(inbox)
  const job = { kind: 'gets', target: server.url.href, token: tokens[as], paths, shape } as const
  const { latency, sent, cpu } = await load.run(server.pid, job)
  const ofDatabase = spent(before, await databaseCpu(inbox))
  return { p50: latency.p50, p99: latency.p99, cpu: (cpu * sent) / 1_000 + ofDatabase, sent }
}

/** Milliseconds of CPU by process of PostgreSQL that works for the server. */
const databaseCpu = async ({ database: { pool } }: Inbox): Promise<ReadonlyMap<number, number>> => {
  const { rows } = await pool.query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  )
  return new Map(await Promise.all(rows.map(async ({ pid }) => [pid, await cpuTime(pid)] as const)))
}

/** A connection that was opened meanwhile counts in full, one that was closed not at all. */
const spent = (before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number =>
  [...after].reduce((total, [pid, time]) => total + time - (before.get(pid) ?? 0), 0)
