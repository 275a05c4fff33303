import {
  leadStoreContract,
  participantStoreContract,
  roomStoreContract,
  sessionStoreContract,
  unitOfWorkContract,
  userStoreContract,
} from '@boztell/testing'
import { createPostgresUnitOfWork } from '../src/index.ts'
import { freshDatabase } from './fresh-database.ts'

const makeUnitOfWork = async () => createPostgresUnitOfWork((await freshDatabase()).db)

unitOfWorkContract('postgres', makeUnitOfWork)
userStoreContract('postgres', makeUnitOfWork)
sessionStoreContract('postgres', makeUnitOfWork)
leadStoreContract('postgres', makeUnitOfWork)
roomStoreContract('postgres', makeUnitOfWork)
participantStoreContract('postgres', makeUnitOfWork)
