import type { LoadShape } from '../load/run-load.ts'
import type { LoadGenerator, Measured } from '../load/start-load.ts'
import type { BenchDatabase } from '../processes/start-database.ts'
import type { BenchServer } from '../processes/start-server.ts'
import { progress } from '../report/write-report.ts'
import type { SentTraffic } from './check-stored.ts'
import { seedCustomers, seedMessages } from './seed.ts'
import { messagesFor, type Traffic } from './traffic.ts'

/** Runs of webhooks against one server, each with messages of its own; `sent` is what they sent so far. */
export type WebhookRuns = Readonly<{
  run: (
    name: string,
    load: Readonly<{
      perSecond: number
      perPost: number
      shape: LoadShape
      /** Waited for once all that the webhooks are about is stored. */
      begin?: () => Promise<void>
    }>,
  ) => Promise<Measured>
  sent: readonly SentTraffic[]
}>

/** Our messages began this long ago. */
const BEFORE = 20 * 60_000

export const prepareRuns = async (
  { pool }: BenchDatabase,
  load: LoadGenerator,
  { url, pid }: BenchServer,
  customers: number,
): Promise<WebhookRuns> => {
  const common = { since: Date.now() - BEFORE, customers }
  await seedCustomers(pool, { ...common, run: 0 })
  const sent: SentTraffic[] = []
  return {
    sent,
    run: async (name, { perSecond, perPost, shape, begin }) => {
      progress(name)
      const traffic: Traffic = { ...common, run: sent.length + 1 }
      const count = Math.ceil(perSecond * (shape.seconds + shape.warmUpSeconds))
      const messages = messagesFor(count * perPost)
      await seedMessages(pool, traffic, messages)
      await begin?.()
      const report = await load.run(pid, { kind: 'webhooks', target: url.href, traffic, count, perPost, shape })
      const { sent: posts, bodyBytes } = report
      sent.push({ traffic, messages, items: posts * perPost, posts, bodyBytes })
      return report
    },
  }
}

const WARM_UP = 2

/** As fast as the answers come. */
export const closedLoop = (connections: number, seconds: number): LoadShape => ({
  loop: 'closed',
  connections,
  seconds,
  warmUpSeconds: WARM_UP,
})

export const openLoop = (connections: number, seconds: number, rate: number): LoadShape => ({
  loop: 'open',
  rate,
  connections,
  seconds,
  warmUpSeconds: WARM_UP,
})
