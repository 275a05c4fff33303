import { type Child, startChild } from '../processes/child.ts'
import type { LoadJob, LoadReport } from './load-job.ts'

export type LoadGenerator = Readonly<{ run: (job: LoadJob) => Promise<LoadReport> }> & AsyncDisposable

/** The load comes from a process of its own. */
export const startLoad = async (): Promise<LoadGenerator> => {
  const child: Child<unknown> = await startChild(new URL('load-process.ts', import.meta.url))
  return {
    run: async (job) => (await child.ask(job)) as LoadReport,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}
