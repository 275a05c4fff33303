import { allScenarios } from '@boztell/testing'
import { createMemoryUnitOfWork } from './memory-unit-of-work.ts'

allScenarios('memory', async () => createMemoryUnitOfWork())
