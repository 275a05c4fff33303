import { type Child, startChild } from '../processes/child.ts'
import { cpuTime } from '../processes/cpu-time.ts'
import type { BenchDatabase } from '../processes/start-database.ts'
import type { LoadJob, LoadReport } from './load-job.ts'

/** Microseconds of CPU that the server's process, and PostgreSQL, used for a request; NaN where that is not known. */
export type Measured = LoadReport & Readonly<{ cpu: number; databaseCpu: number }>

/** `run` sends a job to the server whose process is `pid`. */
export type LoadGenerator = Readonly<{ run: (pid: number, job: LoadJob) => Promise<Measured> }> & AsyncDisposable

/** The load comes from a process of its own. */
export const startLoad = async (database?: Pick<BenchDatabase, 'cpuTime'>): Promise<LoadGenerator> => {
  const databaseTime = database?.cpuTime ?? (async () => Number.NaN)
  const child: Child<unknown> = await startChild(new URL('load-process.ts', import.meta.url))
  return {
    run: async (pid, job) => {
      const [before, databaseBefore] = [await cpuTime(pid), await databaseTime()]
      const report = (await child.ask(job)) as LoadReport
      const perRequest = (milliseconds: number) => (milliseconds * 1_000) / report.sent
      return {
        ...report,
        cpu: perRequest((await cpuTime(pid)) - before),
        databaseCpu: perRequest((await databaseTime()) - databaseBefore),
      }
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}
