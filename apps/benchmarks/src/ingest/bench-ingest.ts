import { type Measured, startLoad } from '../load/start-load.ts'
import { memoryNote } from '../processes/memory.ts'
import { startDatabase } from '../processes/start-database.ts'
import { startServer } from '../processes/start-server.ts'
import { ms, rate, ratio, us } from '../report/table.ts'
import { progress, writeReport } from '../report/write-report.ts'
import { differences } from './check-stored.ts'
import { closedLoop, openLoop, prepareRuns } from './webhook-runs.ts'
import { measureBareEndpoint, measureYardsticks, type Yardsticks } from './yardsticks.ts'

export type IngestOptions = Readonly<{
  connections: number
  /** Of each of the two long measurements; the others are shorter. */
  seconds: number
  /** Webhooks a second of the open loop. */
  rate: number
  /** Items in a POST where WhatsApp sends several at once. */
  batch: number
  customers: number
}>

/** The first run finds out what to expect, so that enough requests can be made for the next. */
const TRIAL = { seconds: 3, perSecond: 15_000 }
const RESERVE = 1.3
const YARDSTICK_SECONDS = 6
/** WhatsApp sends large batches over few connections; twice the target's rate is enough to send. */
const BATCHES = { connections: 32, itemsPerSecond: 40_000 }

/** How many webhooks a second are applied durably, and how long each takes. False if the database holds anything else than what was sent. */
export const benchIngest = async (stack: AsyncDisposableStack, options: IngestOptions): Promise<boolean> => {
  const { connections, seconds, batch } = options
  const database = stack.use(await startDatabase())
  const load = stack.use(await startLoad(database))
  const yardstickShape = { connections, seconds: Math.min(seconds, YARDSTICK_SECONDS) }
  const yardsticks = await measureYardsticks(load, database, yardstickShape)

  progress('the server')
  const server = stack.use(await startServer({ connectionString: database.connectionString }))
  const { run, sent } = await prepareRuns(database, load, server, options.customers)
  const trial = await run('a trial', {
    perSecond: TRIAL.perSecond,
    perPost: 1,
    shape: closedLoop(connections, TRIAL.seconds),
  })
  const full = await run('closed loop', {
    perSecond: trial.perSecond * RESERVE,
    perPost: 1,
    shape: closedLoop(connections, seconds),
  })
  // How fast the machine is changes while we measure: what was measured before and after counts half each.
  const bareAgain = await measureBareEndpoint(load, yardstickShape)
  const paced = await run('open loop', {
    perSecond: options.rate,
    perPost: 1,
    shape: openLoop(connections, seconds, options.rate),
  })
  const batched = await run('batches', {
    perSecond: BATCHES.itemsPerSecond / batch,
    perPost: batch,
    shape: closedLoop(Math.min(connections, BATCHES.connections), Math.ceil(seconds / 2)),
  })
  progress('does the database hold what was sent?')
  const wrong = await differences(database.pool, sent)
  const memory = server.memory.samples()

  const posts = sent.reduce((sum, one) => sum + one.posts, 0)
  const items = sent.reduce((sum, one) => sum + one.items, 0)
  await writeReport(
    {
      name: 'ingest',
      options,
      rows: rowsOf(options, yardsticks, { bareAgain, full, paced, batched }),
      notes: [
        `A commit of one row takes ${ms(yardsticks.commitMilliseconds)}. The load generator took ${full.loadCpu.toFixed(2)} of a core in the closed loop.`,
        memoryNote(memory),
        refusedNote([trial, full, paced, batched]),
        wrong.length === 0
          ? `The database holds exactly what was sent: ${rate(posts)} webhooks with ${rate(items)} items.`
          : `THE DATABASE DOES NOT HOLD WHAT WAS SENT: ${wrong.join('; ')}.`,
      ],
      data: { yardsticks, bareAgain, trial, full, paced, batched, memory, differences: wrong },
    },
    database,
  )
  return wrong.length === 0
}

const rowsOf = (
  options: IngestOptions,
  { bareEndpoint, oneInsert, multiRowsPerSecond }: Yardsticks,
  { bareAgain, full, paced, batched }: Readonly<Record<'bareAgain' | 'full' | 'paced' | 'batched', Measured>>,
) => {
  const row = (what: string, report: Measured, perPost = 1) => [
    what,
    ...rates(report.perSecond * perPost),
    ms(report.latency.p50),
    ms(report.latency.p99),
    ms(report.latency.max),
    us(report.cpu / perPost),
    us(report.databaseCpu / perPost),
  ]
  const bare = (bareEndpoint.perSecond + bareAgain.perSecond) / 2
  const rates = (perSecond: number) => [rate(perSecond), ratio(perSecond, bare), ratio(perSecond, oneInsert.perSecond)]
  const { connections, batch } = options
  return [
    ['', 'per second', '× bare', '× one INSERT', 'p50', 'p99', 'max', 'CPU of the process', 'of PostgreSQL'],
    row('bare endpoint, before', bareEndpoint),
    row('bare endpoint, after the closed loop', bareAgain),
    row('one INSERT per request', oneInsert),
    ['rows in 500-row INSERTs', ...rates(multiRowsPerSecond), '', '', '', '', ''],
    row(`webhooks, closed loop, ${connections} connections`, full),
    row(`webhooks, open loop, ${rate(options.rate)}/s`, paced),
    row(`items, ${batch} to a POST, closed loop`, batched, batch),
  ]
}

const refusedNote = (reports: readonly Measured[]): string => {
  const refused: Record<string, number> = {}
  for (const report of reports)
    for (const [status, count] of Object.entries(report.refused)) refused[status] = (refused[status] ?? 0) + count
  const told = Object.entries(refused).map(([status, count]) => `${rate(count)} × ${status}`)
  return told.length === 0 ? 'No request was refused.' : `Refused at first and sent again: ${told.join(', ')}.`
}
