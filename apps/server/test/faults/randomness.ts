import { createHash, randomInt } from 'node:crypto'

/** Chance that a seed decides: the same seed makes the same choices in the same order. */
export type Randomness = Readonly<{
  /** A whole number from `from` to `to`, both included. */
  whole: (from: number, to: number) => number
  /** True in `share` of the cases, 0 to 1. */
  chance: (share: number) => boolean
  pick: <T>(from: readonly T[]) => T
  /** Chance of its own for what runs beside: who asks first does not change what the other gets. */
  apart: (purpose: string) => Randomness
}>

/** Each `purpose` has its own choices, so that one that asks more often does not change those of the others. */
export const randomness = (seed: number, purpose: string): Randomness => {
  let state = createHash('sha256').update(`${seed} ${purpose}`).digest().readUInt32LE()
  // Mulberry32.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    whole,
    chance: (share) => next() < share,
    pick: (from) => {
      const picked = from[whole(0, from.length - 1)]
      if (picked === undefined) throw new Error('there is nothing to pick from')
      return picked
    },
    apart: (part) => randomness(seed, `${purpose}, ${part}`),
  }
}

const LARGEST = 2 ** 31

/** The seeds of a run: `FAULT_SEED` alone, or `FAULT_ROUNDS` (or else `rounds`) fresh ones. */
export const seeds = (rounds: number): readonly number[] => {
  const given = process.env['FAULT_SEED']
  if (given) return [Number(given)]
  return Array.from({ length: Number(process.env['FAULT_ROUNDS'] || rounds) }, () => randomInt(LARGEST))
}
