import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLoad } from '../load/start-load.ts'
import { startDatabase } from '../processes/start-database.ts'
import { startServer } from '../processes/start-server.ts'
import { readCpuProfile } from '../report/cpu-profile.ts'
import { logStatements, readStatementTimes, type StatementTime } from '../report/statement-times.ts'
import { table } from '../report/table.ts'
import { writeReport } from '../report/write-report.ts'
import type { IngestOptions } from './bench-ingest.ts'
import { closedLoop, prepareRuns } from './webhook-runs.ts'

/** Enough for the longest list; what is left over costs only the making. */
const MOST_PER_SECOND = 15_000
const SERVER = 'boztell'

/** Where the time of the closed loop goes: the server's CPU profile, and what each statement takes in PostgreSQL. */
export const profileIngest = async (options: IngestOptions): Promise<void> => {
  await using stack = new AsyncDisposableStack()
  const database = stack.use(await startDatabase(logStatements))
  const load = stack.use(await startLoad())
  const profileDir = await mkdtemp(join(tmpdir(), 'boztell-bench-profile-'))
  stack.defer(() => rm(profileDir, { recursive: true, force: true }))

  const { logFile } = database
  const logged = async () => (logFile === null ? 0 : (await stat(logFile)).size)
  const measure = async () => {
    await using server = await startServer({ connectionString: database.connectionString, profileDir })
    const { run } = await prepareRuns(database, load, server, options.customers)
    const logStart = await logged()
    const shape = closedLoop(options.connections, options.seconds)
    const report = await run('closed loop, profiled', { perSecond: MOST_PER_SECOND, perPost: 1, shape })
    return { report, logStart }
  }
  const { report, logStart } = await measure()
  const { rows } = await database.pool.query<{ groups: number; posts: number }>(
    'select count(*) as groups, sum(cardinality(lengths)) as posts from webhook_log',
  )
  const { groups = 0, posts = 0 } = rows[0] ?? {}
  const { busy, functions } = await readCpuProfile(profileDir)
  const statements = logFile === null ? [] : await readStatementTimes(logFile, logStart, SERVER)
  const inDatabase = statements.reduce((sum, { milliseconds }) => sum + milliseconds, 0)

  await writeReport(
    {
      name: 'ingest-profile',
      options,
      rows: [
        ['own time in the server process', 'of its busy time', 'where'],
        ...functions.map(({ name, place, part }) => [name, `${(part * 100).toFixed(1)} %`, place]),
      ],
      notes: [
        table([
          ['statement, parsing and planning included', 'a group', 'calls', 'ms'],
          ...statements.slice(0, 25).map((one) => statementRow(one, groups)),
        ]),
        '',
        `${Math.round(report.perSecond)} webhooks a second under the profiler, ${(posts / groups).toFixed(0)} to a group;` +
          ` the server's thread was busy ${(busy * 100).toFixed(0)} % of the time.`,
        `A group took ${(inDatabase / groups).toFixed(1)} ms in PostgreSQL.`,
      ],
      data: { report, groups, posts, busy, functions, statements },
    },
    database,
  )
}

const statementRow = ({ statement, calls, milliseconds }: StatementTime, groups: number): readonly string[] => [
  statement,
  `${(milliseconds / groups).toFixed(2)} ms`,
  String(calls),
  milliseconds.toFixed(0),
]
