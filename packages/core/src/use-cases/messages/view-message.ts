import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import { type NotFound, notFound, type Unavailable } from '../../errors.ts'
import type { MessageId } from '../../message/message.ts'
import { historyOf, type PastContent } from '../../message/message-history.ts'
import type { MessageView } from '../../ports/inbox.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { User } from '../../user/user.ts'
import { findVisibleRoom } from '../../room/find-visible-room.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

/** `history` is what the message said before each of its changes, oldest first. */
export type MessageWithHistory = MessageView & Readonly<{ history: readonly PastContent[] }>

export type ViewMessageError = NotFound | Unavailable

export type ViewMessage = (
  command: Readonly<{ viewer: User; messageId: MessageId }>,
) => ResultAsync<MessageWithHistory, ViewMessageError>

/** One message, reactions included; who may see its room may see it. */
export const makeViewMessage =
  ({ unitOfWork }: Needs): ViewMessage =>
  ({ viewer, messageId }) =>
    unitOfWork.run((stores) =>
      safeTry<MessageWithHistory, ViewMessageError>(async function* () {
        const found = yield* stores.inbox.message(messageId)
        if (found === undefined) return err(notFound('message', messageId))
        const { changes, ...view } = found
        const { message } = view
        yield* findVisibleRoom(stores, viewer, message.roomId).mapErr((error) =>
          error.type === 'not_found' ? notFound('message', messageId) : error,
        )
        return ok({ ...view, history: historyOf(message, changes) })
      }),
    )
