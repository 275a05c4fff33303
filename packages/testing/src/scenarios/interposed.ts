import type { Stores, UnitOfWork } from '@boztell/core'
import { stored } from '../builders/store.ts'
import { dawdle, times } from '../contracts/store-test.ts'

/** The same unit of work, but with some of its stores replaced: to let something happen in the middle of a use case. */
export const interposed = (unitOfWork: UnitOfWork, replace: (stores: Stores) => Partial<Stores>): UnitOfWork => ({
  run: (work) => unitOfWork.run((stores) => work({ ...stores, ...replace(stores) })),
})

/** Runs `count` units of work at once, so that whatever an adapter opens for them is open and a race after this is close. */
export const warmUp = (unitOfWork: UnitOfWork, count: number): Promise<unknown> =>
  Promise.all(times(count, () => stored(unitOfWork, dawdle)))
