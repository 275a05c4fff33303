import type { Stores, UnitOfWork } from '@boztell/core'

/** The same unit of work, but with some of its stores replaced: to let something happen in the middle of a use case. */
export const interposed = (unitOfWork: UnitOfWork, replace: (stores: Stores) => Partial<Stores>): UnitOfWork => ({
  run: (work) => unitOfWork.run((stores) => work({ ...stores, ...replace(stores) })),
})
