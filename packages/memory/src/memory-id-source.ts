import type { IdSource } from '@boztell/core'
import { randomUUID } from 'node:crypto'

/** UUIDs of version 7: the moment, a counter that keeps their order, random bits. */
export const createMemoryIdSource = (): IdSource => {
  let count = 0
  return {
    newId: (at) => {
      const time = at.toString(16).padStart(12, '0')
      const turn = (count++).toString(16).padStart(6, '0')
      return `${time.slice(0, 8)}-${time.slice(8)}-7${turn.slice(0, 3)}-8${turn.slice(3)}-${randomUUID().slice(-12)}`
    },
  }
}
