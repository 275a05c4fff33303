import { allScenarios } from '@boztell/testing'
import { createPostgresUnitOfWork } from '../src/index.ts'
import { freshDatabase } from './fresh-database.ts'

allScenarios('postgres', async () => createPostgresUnitOfWork(await freshDatabase()))
