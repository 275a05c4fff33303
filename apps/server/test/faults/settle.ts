import { expect, vi } from 'vitest'
import { findComplaints } from './find-complaints.ts'
import type { Installation } from './installation.ts'
import { readStored } from './read-stored.ts'
import type { Load } from './webhook-load.ts'

const MINUTES = 60_000
/** Longer than the server keeps what a process that is gone had claimed. */
const ALL_CLAIMS = 3 * MINUTES
const INTERVAL = 250
const IN_THE_END = { timeout: 60_000, interval: INTERVAL }

/** Ends all trouble and the loads, waits until nothing is under way any more, and answers what is wrong then. */
export const settle = async (
  installation: Installation,
  loads: readonly Load[],
  standstill: number,
): Promise<readonly string[]> => {
  const { seats, line, simulator, inDatabase, ledger } = installation
  await simulator.clearFaults()
  line.pace('fast')
  line.mend()
  await vi.waitFor(() => Promise.all(seats.map(isHealthy)), IN_THE_END)
  let open = loads.length
  const stopped = Promise.all(loads.map((load) => load.stop().finally(() => (open -= 1))))
  const underWay = async () => {
    const messages = await waitingMessages(installation)
    // WhatsApp has much to tell, so it is asked only when nothing waits here any more.
    return JSON.stringify([open, messages, messages.length > 0 ? [] : await waitingWebhooks(installation)])
  }

  if (!(await endsUnlessItStands(underWay, standstill))) {
    // What a process that died had claimed is found when the claim has run out, by the clock of the others.
    for (const { moveClock, clockOffset } of seats) moveClock(clockOffset() + ALL_CLAIMS)
    await vi.waitFor(async () => expect(await underWay()).toBe(NOTHING), IN_THE_END).catch(() => undefined)
  }
  if (open > 0) return ['a request of the load is never answered']
  await stopped
  await Promise.all(seats.map(isHealthy))
  const stored = await inDatabase(({ pool }) => readStored(pool))
  return findComplaints(ledger, stored, {
    arrivals: await simulator.messages(),
    requests: await simulator.requests({ method: 'POST', path: '/messages' }),
  })
}

const NOTHING = JSON.stringify([0, [], []])

/** False once the same has been under way for a while. */
const endsUnlessItStands = async (underWay: () => Promise<string>, standstill: number): Promise<boolean> => {
  let last = ''
  let since = performance.now()
  return vi.waitFor(
    async () => {
      const now = await underWay()
      if (now === NOTHING) return true
      if (now !== last) since = performance.now()
      last = now
      if (performance.now() - since > standstill) return false
      throw new Error(`under way: ${now}`)
    },
    { timeout: 120_000, interval: INTERVAL },
  )
}

const isHealthy = async ({ call }: Installation['seats'][number]): Promise<void> => {
  expect(await call('GET', '/health')).toMatchObject({ status: 200, body: { status: 'ok' } })
}

const waitingMessages = ({ inDatabase }: Installation) =>
  inDatabase(async ({ pool }) => {
    const { rows } = await pool.query<{ id: string }>(
      `select id from messages where status in ('queued', 'sending') order by id`,
    )
    return rows.map(({ id }) => id)
  })

/** With the statuses that WhatsApp has not told yet. */
const waitingWebhooks = async ({ simulator }: Installation) => {
  const untold = (await simulator.messages()).filter(
    ({ statuses }) => !['read', 'failed'].some((end) => statuses.includes(end)),
  )
  const unheard = (await simulator.webhooks()).filter(({ state }) => state !== 'delivered')
  return [...untold, ...unheard].map(({ id }) => id)
}
