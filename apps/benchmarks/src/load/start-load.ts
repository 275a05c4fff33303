import { type Child, startChild } from '../processes/child.ts'
import { cpuTime } from '../processes/cpu-time.ts'
import type { LoadJob, LoadReport } from './load-job.ts'

/** `cpu`: microseconds that the server's process used for a request; NaN where that is not known. */
export type Measured = LoadReport & Readonly<{ cpu: number }>

/** `run` sends a job to the server whose process is `pid`. */
export type LoadGenerator = Readonly<{ run: (pid: number, job: LoadJob) => Promise<Measured> }> & AsyncDisposable

/** The load comes from a process of its own. */
export const startLoad = async (): Promise<LoadGenerator> => {
  const child: Child<unknown> = await startChild(new URL('load-process.ts', import.meta.url))
  return {
    run: async (pid, job) => {
      const before = await cpuTime(pid)
      const report = (await child.ask(job)) as LoadReport
      return { ...report, cpu: (((await cpuTime(pid)) - before) * 1_000) / report.sent }
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}
