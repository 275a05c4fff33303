import type { LoadGenerator, Measured } from '../load/start-load.ts'
import { startChild } from '../processes/child.ts'
import type { BenchDatabase } from '../processes/start-database.ts'
import { business } from '../processes/start-server.ts'
import { progress } from '../report/write-report.ts'
import { commitTime, multiRowInserts } from '../yardsticks/multi-row-inserts.ts'

/** What this machine can do, measured in the same run by the same load generator. */
export type Yardsticks = Readonly<{
  bareEndpoint: Measured
  oneInsert: Measured
  multiRowsPerSecond: number
  commitMilliseconds: number
}>

/** More than any endpoint will take. */
const MOST_PER_SECOND = { bareEndpoint: 35_000, oneInsert: 15_000 }
const WARM_UP = 2
const MULTI_ROW_SECONDS = 3

type Shape = Readonly<{ connections: number; seconds: number }>

export const measureYardsticks = async (
  load: LoadGenerator,
  database: BenchDatabase,
  shape: Shape,
): Promise<Yardsticks> => {
  const bareEndpoint = await measureBareEndpoint(load, shape)
  progress('yardstick: one INSERT per request')
  const { connectionString } = database
  const oneInsert = await measure(load, shape, 'insert-endpoint.ts', connectionString, MOST_PER_SECOND.oneInsert)
  progress('yardstick: multi-row inserts')
  const multiRowsPerSecond = await multiRowInserts(database, MULTI_ROW_SECONDS)
  return { bareEndpoint, oneInsert, multiRowsPerSecond, commitMilliseconds: await commitTime(database) }
}

/** For half as long as the others, because it is measured twice. */
export const measureBareEndpoint = (load: LoadGenerator, { connections, seconds }: Shape): Promise<Measured> => {
  progress('yardstick: a bare endpoint')
  return measure(
    load,
    { connections, seconds: seconds / 2 },
    'bare-endpoint.ts',
    business.appSecret,
    MOST_PER_SECOND.bareEndpoint,
  )
}

const measure = async (
  load: LoadGenerator,
  { connections, seconds }: Shape,
  script: string,
  argument: string,
  perSecond: number,
): Promise<Measured> => {
  await using endpoint = await startChild<{ url: string }>(new URL(`../yardsticks/${script}`, import.meta.url), [
    argument,
  ])
  return await load.run(endpoint.pid, {
    kind: 'webhooks',
    target: endpoint.ready.url,
    traffic: { run: 0, since: Date.now(), customers: 1_000 },
    count: perSecond * (seconds + WARM_UP),
    perPost: 1,
    shape: { loop: 'closed', connections, seconds, warmUpSeconds: WARM_UP },
  })
}
