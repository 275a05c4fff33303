import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test as base, vi } from 'vitest'
import { type Installation, startInstallation } from './installation.ts'
import type { Ledger } from './ledger.ts'
import { type MortalPostgres, startMortalPostgres } from './mortal-postgres.ts'
import { type Randomness, randomness, seeds } from './randomness.ts'
import { settle } from './settle.ts'
import type { Load } from './webhook-load.ts'

const test = base.extend('postgres', { scope: 'file' }, async ({}, { onCleanup }) => {
  const postgres: MortalPostgres = await startMortalPostgres()
  onCleanup(postgres.close)
  return postgres
})

type Options = Readonly<{
  /** How many seeds; each plays everything again. */
  rounds: number
  servers?: number
  /** How long nothing may move in the end before it counts as left behind, in milliseconds. */
  standstill?: number
}>

/** Breaks things as chance says, under load; answers the loads, which may still run. */
type Scenario = (installation: Installation, random: Randomness) => Promise<readonly Load[]>

const MOST_COMPLAINTS = 20
const MOST_LINES = 30

/** Plays a scenario with several seeds, each named in its test's title, and expects that nothing is wrong in the end. */
export const faultTest = (
  title: string,
  { rounds, servers = 1, standstill = 3_000 }: Options,
  scenario: Scenario,
): void => {
  test.for(seeds(rounds))(`${title} (FAULT_SEED=%i)`, async (seed, { postgres }) => {
    const installation = await startInstallation(postgres, servers)
    const loads = await scenario(installation, randomness(seed, title))
    const complaints = await settle(installation, loads, standstill)
    const log = installation.seats.flatMap(({ output }) => remarkable(output())).join('\n')
    expect(complaints.slice(0, MOST_COMPLAINTS), `${complaints.length} complaints; the servers said:\n${log}`).toEqual(
      [],
    )
  })
}

/** What a server logged last, beside that it was away and that it refused what came meanwhile. */
const remarkable = (output: string): readonly string[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{') && !/"msg":"(request|unavailable)"/.test(line))
    .slice(-MOST_LINES)

const LOAD_LIMIT = { timeout: 90_000, interval: 5 }

/** Waits until the loads have got so many further answers. */
export const untilFurther = async (
  { acknowledged }: Ledger,
  further: number,
  kinds: readonly (keyof Ledger['acknowledged'])[] = ['webhooks', 'sends'],
): Promise<void> => {
  const count = () => kinds.reduce((sum, kind) => sum + acknowledged[kind], 0)
  const goal = count() + further
  await vi.waitUntil(() => count() >= goal, LOAD_LIMIT)
}

/** How long trouble lasts, in milliseconds; what it does in this time is the load's to find out. */
export const lasting = (random: Randomness, from: number, to: number): Promise<void> => sleep(random.whole(from, to))
