import { randomBytes } from 'node:crypto'
import type { IdSource } from '@boztell/core'

/**
 * UUIDs version 7 (RFC 9562, method 2): 48 bits of time, then 74 bits that begin at random in each millisecond and count up,
 * so that ids of one millisecond sort in the order they were made. An earlier `at` than the last one starts a sequence of its own.
 */
export const createUuidIdSource = (): IdSource => {
  let lastAt = -1
  let last = 0n
  return {
    newId: (at) => {
      last = at === lastAt ? last + 1n + random(32) : random(73)
      lastAt = at
      const time = at.toString(16).padStart(12, '0')
      const tail = (((0x7n << 12n) | (last >> 62n)) << 64n) | (0b10n << 62n) | (last & ((1n << 62n) - 1n))
      const hex = time + tail.toString(16).padStart(20, '0')
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
    },
  }
}

const random = (bits: number): bigint => BigInt.asUintN(bits, BigInt(`0x${randomBytes(10).toString('hex')}`))
