import type { Instant } from '@boztell/core'
import { TEST_NOW } from './a-clock.ts'
import { testIds } from './test-ids.ts'

const ids = testIds()

/** A fresh id of any kind: `anId<RoomId>()`. A message's carries its `createdAt`. */
export const anId = <Id extends string>(at: Instant = TEST_NOW): Id => ids.newId(at) as Id
