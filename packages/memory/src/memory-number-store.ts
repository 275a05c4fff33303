import type { NumberStore } from '@boztell/core'
import { newNumber } from '@boztell/core'
import { answer } from './answer.ts'
import { existing } from './existing.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryNumberStore = ({ numbers }: MemoryState): NumberStore => {
  const held = new Set<string>()
  return {
    find: (phoneNumberIds) => answer(() => existing(numbers, phoneNumberIds)),
    lock: (phoneNumberIds, now) =>
      answer(() =>
        [...new Set(phoneNumberIds)].toSorted().map((phoneNumberId) => {
          held.add(phoneNumberId)
          const state = numbers.get(phoneNumberId) ?? newNumber(phoneNumberId, now)
          numbers.set(phoneNumberId, state)
          return state
        }),
      ),
    save: (given) => {
      const states = structuredClone(given)
      return answer(() => {
        for (const state of states) {
          if (!held.has(state.phoneNumberId))
            throw new Error(`Number ${state.phoneNumberId} is saved without having been locked.`)
          numbers.set(state.phoneNumberId, state)
        }
      })
    },
  }
}
