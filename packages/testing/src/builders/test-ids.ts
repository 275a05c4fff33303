import type { IdSource } from '@boztell/core'

let count = 0

/** UUIDs of version 7 that are unique in this process: 48 bits of time, a counter, then random bits. */
export const testIds = (): IdSource => ({
  newId: (at) => {
    const time = at.toString(16).padStart(12, '0')
    const turn = (count++ % 0x1_000_000).toString(16).padStart(6, '0')
    const tail = crypto.randomUUID().slice(-12)
    return `${time.slice(0, 8)}-${time.slice(8)}-7${turn.slice(0, 3)}-8${turn.slice(3)}-${tail}`
  },
})
