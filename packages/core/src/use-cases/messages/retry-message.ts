import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import {
  type NotFound,
  notFound,
  type NotRetryable,
  notRetryable,
  type OutsideServiceWindow,
  outsideServiceWindow,
  type Unavailable,
} from '../../errors.ts'
import { messageStatus, targetsUpdated } from '../../event/domain-event.ts'
import { nextAnswer } from '../../group-answers.ts'
import type { OwnNumber } from '../../lead/business-number.ts'
import type { MessageId } from '../../message/message.ts'
import { isRetryable, markRetried } from '../../message/message-status.ts'
import { reactionsOf } from '../../message/reaction.ts'
import { mayBeSent } from '../../message/service-window.ts'
import type { Clock } from '../../ports/clock.ts'
import type { MessageView } from '../../ports/inbox.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { maySee } from '../../room/find-visible-room.ts'
import { fillTemplates, type TemplateRefusal } from '../../template/fill-templates.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; number: OwnNumber; clock: Clock }>

export type RetryMessageError = NotFound | NotRetryable | OutsideServiceWindow | TemplateRefusal | Unavailable

/** A new attempt of a failed or unconfirmed message: same id, same author. */
export type RetryMessage = (
  command: Readonly<{ viewer: User; messageId: MessageId }>,
) => ResultAsync<MessageView, RetryMessageError>

export const makeRetryMessage =
  ({ unitOfWork, number, clock }: Needs): RetryMessage =>
  ({ viewer, messageId }) =>
    unitOfWork.run((stores) =>
      safeTry<MessageView, RetryMessageError>(async function* () {
        const [named] = yield* await stores.messages.find([{ id: messageId }])
        if (named === undefined) return err(notFound('message', messageId))
        // While WhatsApp is still being asked, a status may call the message failed already; what becomes of it shows soon.
        const underWay = yield* await stores.outbox.includes(messageId, named.roomId)
        const [message] = yield* await stores.messages.lock([{ id: messageId }])
        const room = message && (yield* await stores.rooms.find(message.roomId))
        if (message === undefined || room === undefined) return err(notFound('message', messageId))
        if (!(yield* await maySee(stores, viewer, room))) return err(notFound('message', messageId))
        if (message.direction === 'inbound' || underWay || !isRetryable(message))
          return err(notRetryable(message.status))
        const now = clock.now()
        if (!mayBeSent(message.content, room.windowExpiresAt, now))
          return err(outsideServiceWindow(room.windowExpiresAt))
        // The template or the customer's wishes may be others than when it was sent first.
        const filling = { content: message.content, leadId: room.leadId }
        const filled = yield* await fillTemplates(stores, number.businessAccountId, [filling])
        yield* nextAnswer(filled.values())

        const retried = markRetried(message)
        const reactions = reactionsOf(message)
        yield* await stores.messages.save([retried])
        yield* await stores.reactions.save(reactions)
        yield* await stores.events.append([messageStatus(retried), ...targetsUpdated(reactions)], now)
        yield* await stores.outbox.put([{ messageId, roomId: room.id }], now)
        const view = yield* await stores.inbox.message(messageId)
        if (view === undefined) throw new Error(`message ${messageId} has gone`)
        return ok(view)
      }),
    )
