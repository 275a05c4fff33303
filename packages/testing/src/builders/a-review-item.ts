import { newReviewItem, type ReviewItem } from '@boztell/core'
import { TEST_NOW } from './a-clock.ts'
import { anId } from './an-id.ts'

/** Open, for want of an agent. `roomId` must be of a stored room where the item is to be stored. */
export const aReviewItem = (overrides: Partial<ReviewItem> = {}): ReviewItem => ({
  ...newReviewItem({ id: anId(), roomId: anId(), reason: 'no_agent_available', createdAt: TEST_NOW }),
  ...overrides,
})
