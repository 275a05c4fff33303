import { startLoad } from '../load/start-load.ts'
import { startDatabase } from '../processes/start-database.ts'
import { startServer } from '../processes/start-server.ts'
import { startProfiler } from '../report/profile.ts'
import { countStatements } from '../report/statement-times.ts'
import type { IngestOptions } from './bench-ingest.ts'
import { closedLoop, prepareRuns } from './webhook-runs.ts'

/** Enough for the longest list; what is left over costs only the making. */
const MOST_PER_SECOND = 12_000

/** Where the time of the closed loop goes: the server's CPU profile, and what each statement takes in PostgreSQL. */
export const profileIngest = async (stack: AsyncDisposableStack, options: IngestOptions): Promise<void> => {
  const database = stack.use(await startDatabase(countStatements))
  const load = stack.use(await startLoad(database))
  const { profileDir, begin, report } = await startProfiler(stack, database)

  const measure = async (): Promise<number> => {
    await using server = await startServer({ connectionString: database.connectionString, profileDir })
    const { run } = await prepareRuns(database, load, server, options.customers)
    const shape = closedLoop(options.connections, options.seconds)
    return (await run('closed loop, profiled', { perSecond: MOST_PER_SECOND, perPost: 1, shape, begin })).perSecond
  }
  const perSecond = await measure()
  const { rows } = await database.pool.query<{ groups: number; posts: number }>(
    'select count(*) as groups, sum(cardinality(lengths)) as posts from webhook_log',
  )
  const { groups = 0, posts = 0 } = rows[0] ?? {}
  await report('ingest-profile', options, { count: groups, what: 'a group' }, [
    `${Math.round(perSecond)} webhooks a second under the profiler, ${(posts / groups).toFixed(0)} to a group.`,
  ])
}
