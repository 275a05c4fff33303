import { setTimeout as sleep } from 'node:timers/promises'
import { seedCustomers } from '../ingest/seed.ts'
import { roomIdOf } from '../ingest/traffic.ts'
import { type Latency, latencyOf } from '../load/latency.ts'
import type { LoadShape } from '../load/run-load.ts'
import { type Measured, startLoad } from '../load/start-load.ts'
import { registerAdmin } from '../processes/api-client.ts'
import { startChild } from '../processes/child.ts'
import { memoryNote } from '../processes/memory.ts'
import { startDatabase } from '../processes/start-database.ts'
import { startServer } from '../processes/start-server.ts'
import { ms, rate } from '../report/table.ts'
import { progress, writeReport } from '../report/write-report.ts'
import { deliveryProblems } from './check-delivery.ts'
import type { Receipt, StubQuestion } from './graph-stub.ts'

export type DeliverOptions = Readonly<{
  /** Of each of the two long measurements. */
  messages: number
  rooms: number
  /** Requests at once where as many are sent as the server takes. */
  connections: number
  /** Messages a second of the open loop. */
  rate: number
  /** How long the Graph API takes for its answer in one of the measurements, in milliseconds. */
  graphDelay: number
}>

const IDLE = { messages: 60, rate: 10 }
/** Nothing received for so long means that nothing more will come. */
const PATIENCE = 45_000
const POLL_INTERVAL = 25
/** Longer than any list lasts. */
const UNTIL_ALL_ARE_SENT = 600

type Delivery = Readonly<{
  load: Measured
  receipts: readonly Receipt[]
  /** From the first 202 to the last receipt. */
  perSecond: number
  /** From each message's 202 to its receipt. */
  latency: Latency
}>

/** How many messages a second go out, and how long each takes from its 202. False if one was lost, doubled, or out of its room's order. */
export const benchDeliver = async (stack: AsyncDisposableStack, options: DeliverOptions): Promise<boolean> => {
  const { messages, rooms, connections } = options
  const database = stack.use(await startDatabase())
  const stub = stack.use(await startChild<{ url: string }>(new URL('graph-stub.ts', import.meta.url)))
  const askStub = (question: StubQuestion) => stub.ask(question)
  const load = stack.use(await startLoad(database))
  const { connectionString } = database
  const server = stack.use(await startServer({ connectionString, graphUrl: stub.ready.url }))
  const { id: userId, token } = await registerAdmin(server.url)
  const traffic = { run: 0, since: Date.now(), customers: rooms }
  await seedCustomers(database.pool, traffic)
  const roomIds = Array.from({ length: rooms }, (_, customer) => roomIdOf(traffic, customer))

  const deliveries: Delivery[] = []
  const deliver = async (name: string, count: number, shape: LoadShape): Promise<Delivery> => {
    progress(name)
    const sent = await load.run(server.pid, {
      kind: 'sends',
      target: server.url.href,
      token,
      userId,
      roomIds,
      count,
      shape,
    })
    await received(askStub, count)
    const receipts = (await askStub('take')) as readonly Receipt[]
    const at = new Map(receipts.map((receipt) => [receipt.id, receipt.at]))
    const firstAccepted = Math.min(...sent.accepted.map((one) => one.at))
    const lastReceived = Math.max(...receipts.map((one) => one.at))
    const delivery = {
      load: sent,
      receipts,
      perSecond: (receipts.length * 1_000) / (lastReceived - firstAccepted),
      latency: latencyOf(sent.accepted.flatMap(({ id, at: acceptedAt }) => (at.get(id) ?? Number.NaN) - acceptedAt)),
    }
    deliveries.push(delivery)
    return delivery
  }
  const paced = (perSecond: number, count: number): LoadShape => ({
    loop: 'open',
    rate: perSecond,
    connections,
    seconds: count / perSecond,
    warmUpSeconds: 0,
  })
  const asMany: LoadShape = { loop: 'closed', connections, seconds: UNTIL_ALL_ARE_SENT, warmUpSeconds: 0 }

  const warmUp = await deliver('a trial', rooms, asMany)
  const idle = await deliver('an idle server', IDLE.messages, paced(IDLE.rate, IDLE.messages))
  const full = await deliver('as many as it takes', messages, asMany)
  const steady = await deliver('open loop', messages, paced(options.rate, messages))
  await askStub({ delay: options.graphDelay })
  const slow = await deliver('a slow Graph API', Math.ceil(messages / 5), asMany)

  progress('did each message go out once, in order?')
  const sentIds = deliveries.flatMap((one) => one.load.accepted)
  const wrong = await deliveryProblems(
    database.pool,
    sentIds,
    deliveries.flatMap((one) => one.receipts),
  )
  const memory = server.memory.samples()
  const row = (what: string, { perSecond, latency, load: { latency: post } }: Delivery) => [
    what,
    rate(perSecond),
    ms(latency.p50),
    ms(latency.p99),
    ms(post.p50),
    ms(post.p99),
  ]
  await writeReport(
    {
      name: 'deliver',
      options,
      rows: [
        ['', 'delivered a second', '202 → receipt p50', 'p99', 'POST → 202 p50', 'p99'],
        row(`idle, ${IDLE.rate}/s`, idle),
        row(`as many as it takes, ${rooms} rooms`, full),
        row(`open loop, ${rate(options.rate)}/s`, steady),
        row(`as many, Graph API answers after ${options.graphDelay} ms`, slow),
      ],
      notes: [
        memoryNote(memory),
        wrong.length === 0
          ? `Each of ${rate(sentIds.length)} messages went out once, in its room's order, and is accepted in the database.`
          : `SOMETHING WENT WRONG: ${wrong.join('; ')}.`,
      ],
      data: Object.fromEntries(
        Object.entries({ warmUp, idle, full, steady, slow }).map(([name, one]) => [name, figuresOf(one)]),
      ),
    },
    database,
  )
  return wrong.length === 0
}

/** Without the single messages. */
const figuresOf = ({ load: { accepted, ...load }, perSecond, latency }: Delivery) => ({
  messages: accepted.length,
  perSecond,
  latency,
  load,
})

const received = async (ask: (question: StubQuestion) => Promise<unknown>, count: number): Promise<void> => {
  let seen = 0
  let since = performance.now()
  while (seen < count && performance.now() - since < PATIENCE) {
    await sleep(POLL_INTERVAL)
    const now = (await ask('count')) as number
    if (now > seen) since = performance.now()
    seen = now
  }
}
