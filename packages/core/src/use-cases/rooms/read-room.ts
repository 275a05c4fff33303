import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { recordRoomRead } from '../../audit/record-room-read.ts'
import { type NotFound, notFound, type Unavailable, type ValidationFailed, validationFailed } from '../../errors.ts'
import { roomUpdated } from '../../event/domain-event.ts'
import type { Instant } from '../../instant.ts'
import type { MessageId } from '../../message/message.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Digest } from '../../ports/digest.ts'
import type { RoomView } from '../../ports/inbox.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { findVisibleRoom } from '../../room/find-visible-room.ts'
import { RECEIPT_WITHIN, TYPING_WITHIN } from '../../room/read-receipt.ts'
import type { Room, RoomId } from '../../room/room.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; digest: Digest }>

export type ReadRoomError = NotFound | ValidationFailed | Unavailable

export type ReadRoom = (
  command: Readonly<{
    viewer: User
    roomId: RoomId
    /** The newest message that the reader has seen; without it all that is there is read. */
    upTo?: MessageId | undefined
    /** The customer is to see that somebody writes. */
    typing?: boolean | undefined
    origin?: Origin | undefined
  }>,
) => ResultAsync<RoomView, ReadRoomError>

/**
 * Marks a room read, and leaves word for WhatsApp that the customer's messages were. What arrives while somebody reads stays unread if
 * they name what they have seen.
 */
export const makeReadRoom =
  ({ unitOfWork, clock, digest }: Needs): ReadRoom =>
  ({ viewer, roomId, upTo, typing = false, origin }) =>
    unitOfWork.run((stores) =>
      safeTry<RoomView, ReadRoomError>(async function* () {
        yield* await findVisibleRoom(stores, viewer, roomId)
        const [room] = yield* await stores.rooms.lock([roomId])
        if (room === undefined) return err(notFound('room', roomId))
        const now = clock.now()
        const read = yield* await readUpTo(stores, room, upTo, now)
        if (read !== room) {
          yield* await stores.rooms.save([read])
          yield* await stores.events.append([roomUpdated(roomId)], now)
        }
        const mayType = typing && room.windowExpiresAt !== null && now < room.windowExpiresAt
        if (read !== room || mayType) yield* await leaveWord(stores, read, mayType, now)
        const view = yield* await stores.inbox.room(roomId)
        if (view === undefined) return err(notFound('room', roomId))
        const { participants } = view
        yield* await recordRoomRead({ clock, digest }, stores, { viewer, roomId, origin, participants })
        return ok(view)
      }),
    )

/** The same room if nothing of it was unread. */
const readUpTo = (stores: Stores, room: Room, upTo: MessageId | undefined, now: Instant) =>
  safeTry<Room, ValidationFailed | Unavailable>(async function* () {
    const isAll = upTo === undefined || upTo === room.lastMessageId
    if (isAll && room.unreadCount === 0) return ok(room)
    const reading = yield* await stores.inbox.reading(room, isAll ? null : upTo)
    if (reading === undefined) return err(validationFailed({ path: 'up_to', message: 'is not a message of this room' }))
    const { seq: readSeq, unreadCount } = reading
    return ok(unreadCount < room.unreadCount ? { ...room, readSeq, unreadCount, updatedAt: now } : room)
  })

/** WhatsApp needs one message to be told of, and takes those before it as read. */
const leaveWord = (stores: Stores, { id: roomId, phoneNumberId, readSeq }: Room, typing: boolean, now: Instant) =>
  safeTry<void, Unavailable>(async function* () {
    const newest = yield* await stores.inbox.newestOfCustomer(roomId, readSeq, now - RECEIPT_WITHIN)
    if (newest === undefined) return ok(undefined)
    const typingUntil = typing ? now + TYPING_WITHIN : null
    yield* await stores.readReceipts.put({ roomId, phoneNumberId, ...newest, typingUntil }, now)
    return ok(undefined)
  })
