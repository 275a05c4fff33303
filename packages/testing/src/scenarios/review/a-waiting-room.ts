import type { ReviewItem, UnitOfWork } from '@boztell/core'
import { aReviewItem } from '../../builders/a-review-item.ts'
import { stored } from '../../builders/store.ts'
import { storeAssignedRoom } from '../rooms/an-assigned-room.ts'

/** Stores a room that waits in the review queue, with people around it; see `storeAssignedRoom`. */
export const storeWaitingRoom = async (unitOfWork: UnitOfWork, item: Partial<ReviewItem> = {}) => {
  const assigned = await storeAssignedRoom(unitOfWork)
  const waiting = aReviewItem({ roomId: assigned.room.id, ...item })
  await stored(unitOfWork, ({ reviewQueue }) => reviewQueue.add([waiting]))
  return {
    ...assigned,
    item: waiting,
    now: () => stored(unitOfWork, ({ reviewQueue }) => reviewQueue.find(waiting.id)),
  }
}
