import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { recordRoomRead } from '../../audit/record-room-read.ts'
import { type NotFound, notFound, type Unavailable } from '../../errors.ts'
import type { MessageId } from '../../message/message.ts'
import { historyOf, type PastContent } from '../../message/message-history.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Digest } from '../../ports/digest.ts'
import type { MessageView } from '../../ports/inbox.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { User } from '../../user/user.ts'
import { findVisibleRoom } from '../../room/find-visible-room.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; digest: Digest }>

/** `history` is what the message said before each of its changes, oldest first. */
export type MessageWithHistory = MessageView & Readonly<{ history: readonly PastContent[] }>

export type ViewMessageError = NotFound | Unavailable

export type ViewMessage = (
  command: Readonly<{ viewer: User; messageId: MessageId; origin?: Origin | undefined }>,
) => ResultAsync<MessageWithHistory, ViewMessageError>

/** One message, reactions included; who may see its room may see it. */
export const makeViewMessage =
  ({ unitOfWork, ...needs }: Needs): ViewMessage =>
  ({ viewer, messageId, origin }) =>
    unitOfWork.run((stores) =>
      safeTry<MessageWithHistory, ViewMessageError>(async function* () {
        const found = yield* await stores.inbox.message(messageId)
        if (found === undefined) return err(notFound('message', messageId))
        const { changes, ...view } = found
        const { message } = view
        yield* await findVisibleRoom(stores, viewer, message.roomId).mapErr((error) =>
          error.type === 'not_found' ? notFound('message', messageId) : error,
        )
        yield* await recordRoomRead(needs, stores, { viewer, roomId: message.roomId, origin })
        return ok({ ...view, history: historyOf(message, changes) })
      }),
    )
