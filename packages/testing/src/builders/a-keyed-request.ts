import type { KeyedRequest } from '@boztell/core'
import { SYSTEM_USER_ID } from '@boztell/core'
import { TEST_NOW } from './a-clock.ts'
import { anId } from './an-id.ts'

/** A request that runs, under a key of its own. */
export const aKeyedRequest = (overrides: Partial<KeyedRequest> = {}): KeyedRequest => ({
  userId: SYSTEM_USER_ID,
  key: crypto.randomUUID(),
  fingerprint: 'f'.repeat(64),
  resourceId: anId(),
  startedAt: TEST_NOW,
  answer: null,
  ...overrides,
})
