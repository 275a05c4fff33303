import { err, ok, ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { recordRoomRead } from '../../audit/record-room-read.ts'
import { type NotFound, type Unavailable, type ValidationFailed, validationFailed } from '../../errors.ts'
import type { MessageId } from '../../message/message.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Digest } from '../../ports/digest.ts'
import type { MessageView } from '../../ports/inbox.ts'
import type { Page } from '../../ports/page.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { RoomId } from '../../room/room.ts'
import type { User } from '../../user/user.ts'
import { findVisibleRoom } from '../../room/find-visible-room.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; digest: Digest }>

export type ListMessagesError = NotFound | ValidationFailed | Unavailable

export type ListMessages = (
  command: Readonly<{
    viewer: User
    roomId: RoomId
    limit: number
    /** At most one of `before` and `after`. */
    before?: MessageId | undefined
    after?: MessageId | undefined
    /** The `nextCursor` of a page; goes on in the direction that `before` or `after` gave, towards older ones without them. */
    cursor?: MessageId | undefined
    origin?: Origin | undefined
  }>,
) => ResultAsync<Page<MessageView>, ListMessagesError>

/** What was said in a room, newest first. */
export const makeListMessages =
  ({ unitOfWork, ...needs }: Needs): ListMessages =>
  ({ viewer, roomId, limit, before, after, cursor, origin }) =>
    unitOfWork.run((stores) =>
      safeTry<Page<MessageView>, ListMessagesError>(async function* () {
        yield* await findVisibleRoom(stores, viewer, roomId)

        for (const [path, id] of Object.entries({ before, after, cursor })) {
          if (id === undefined) continue
          const [message] = yield* await stores.messages.find([{ id }])
          if (message?.roomId !== roomId) {
            return err(validationFailed({ path, message: 'is not a message of this room' }))
          }
        }
        const forward = after !== undefined
        const from = cursor ?? after ?? before ?? null
        const asked = { before: forward ? null : from, after: forward ? from : null, limit }
        const [{ data, more }] = yield* await ResultAsync.combine([
          stores.inbox.messages(roomId, asked),
          recordRoomRead(needs, stores, { viewer, roomId, origin }),
        ])
        const last = forward ? data.at(0) : data.at(-1)
        return ok({ data, nextCursor: more && last !== undefined ? last.message.id : null })
      }),
    )
