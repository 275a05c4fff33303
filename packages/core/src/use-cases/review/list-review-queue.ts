import { okAsync, type ResultAsync } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import type { Page, PageRequest } from '../../ports/page.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { ReviewItem, ReviewStatus } from '../../review/review-item.ts'
import { sightOf } from '../../room/can-see-room.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

export type ListReviewQueueError = Unavailable

export type ListReviewQueue = (
  command: Readonly<{ viewer: User; status: ReviewStatus | null; page: PageRequest }>,
) => ResultAsync<Page<ReviewItem>, ListReviewQueueError>

/** The rooms that wait for somebody, oldest first. Every active user sees all of them, for an item tells nothing of its room but the id. */
export const makeListReviewQueue =
  ({ unitOfWork }: Needs): ListReviewQueue =>
  ({ viewer, status, page }) =>
    sightOf(viewer) === 'none'
      ? okAsync({ data: [], nextCursor: null })
      : unitOfWork.run(({ reviewQueue }) => reviewQueue.list({ status, reason: null }, page))
