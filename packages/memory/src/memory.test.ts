import {
  leadStoreContract,
  participantStoreContract,
  roomStoreContract,
  sessionStoreContract,
  unitOfWorkContract,
  userStoreContract,
} from '@boztell/testing'
import { createMemoryUnitOfWork } from './memory-unit-of-work.ts'

const makeUnitOfWork = async () => createMemoryUnitOfWork()

unitOfWorkContract('memory', makeUnitOfWork)
userStoreContract('memory', makeUnitOfWork)
sessionStoreContract('memory', makeUnitOfWork)
leadStoreContract('memory', makeUnitOfWork)
roomStoreContract('memory', makeUnitOfWork)
participantStoreContract('memory', makeUnitOfWork)
