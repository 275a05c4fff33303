import type { SimulatorControl } from '@boztell/simulator'
import { expect, vi } from 'vitest'
import type { Randomness } from './randomness.ts'

type Fault = Parameters<SimulatorControl['addFault']>[0]['fault']

/** Something that WhatsApp does to a send, by chance. */
export type Trouble = (random: Randomness) => Fault

/** WhatsApp takes its time, before or after it takes the message. */
export const slowAnswer: Trouble = (random) => ({
  kind: 'delay',
  ms: random.whole(0, 60),
  processed: random.chance(0.5),
})

/** Never answers; the server waits as long as it waits for any answer. */
export const noAnswer: Trouble = (random) => ({ kind: 'timeout', processed: random.chance(0.5) })

export const cutBeforeBody: Trouble = () => ({ kind: 'drop_before_body' })
export const cutAfterBody: Trouble = (random) => ({ kind: 'drop_after_body', processed: random.chance(0.5) })

export const brokenWhatsApp: Trouble = (random) => ({
  kind: 'error',
  code: 131000,
  httpStatus: 500,
  processed: random.chance(0.5),
})

export const tooFast: Trouble = (random) => ({
  kind: 'error',
  code: random.pick([130429, 131056]),
  httpStatus: 429,
  retryAfter: random.whole(0, 2),
})

export const refusal: Trouble = () => ({ kind: 'error', code: 131026 })
export const lateRefusal: Trouble = () => ({ kind: 'failed_status', code: 131026 })

/** The next `count` sends meet one of these troubles each. */
export const troubleWhatsApp = async (
  simulator: SimulatorControl,
  random: Randomness,
  troubles: readonly Trouble[],
  count: number,
): Promise<void> => {
  for (let sends = 0; sends < count; sends += 1)
    await simulator.addFault({ match: { path: '/messages', method: 'POST' }, fault: random.pick(troubles)(random) })
}

const LIMIT = { timeout: 90_000, interval: 100 }

/** Resolves when every trouble has met its send. */
export const untilTroubleIsOver = async (simulator: SimulatorControl): Promise<void> => {
  await vi.waitFor(async () => expect(await simulator.faults()).toEqual([]), LIMIT)
}
