import { type Instant, SECOND } from '../instant.ts'
import type { RoomId } from '../room/room.ts'

/** Until when a room's messages have used up the pair's rate (GCRA): one in six seconds, borrowed from the future. */
export type PairPace = Readonly<{ roomId: RoomId; freeAt: Instant }>

const INTERVAL = 6 * SECOND
/** So many may be borrowed. */
const BURST = 45

/** When the pair may have its next message; not after `now` if it may have it at once. */
export const pairFreeAt = (pace: PairPace | undefined, now: Instant): Instant =>
  clamped(pace, now) - (BURST - 1) * INTERVAL

export const withMessageSent = (roomId: RoomId, pace: PairPace | undefined, now: Instant): PairPace => ({
  roomId,
  freeAt: clamped(pace, now) + INTERVAL,
})

/** Further ahead than anybody can borrow means that the clock was set back. */
const clamped = (pace: PairPace | undefined, now: Instant): Instant => {
  const freeAt = pace?.freeAt ?? now
  return freeAt > now + BURST * INTERVAL ? now : Math.max(freeAt, now)
}
