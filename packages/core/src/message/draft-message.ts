import { err, ok, type Result } from 'neverthrow'
import { attributeToUser } from '../attribution/attribute-message.ts'
import { type OutsideServiceWindow, outsideServiceWindow, type ValidationFailed, validationFailed } from '../errors.ts'
import type { Instant } from '../instant.ts'
import type { Room } from '../room/room.ts'
import type { UserId } from '../user/user.ts'
import type { Content } from './content.ts'
import type { Message, MessageId, UserMessage } from './message.ts'
import { timestampOf } from './message-id.ts'
import { queued } from './message-status.ts'
import { mayBeSent } from './service-window.ts'

/** What is to be said. */
export type Wording = Readonly<{
  /** Made before anything is stored, with the message's moment in it (D2). */
  id: MessageId
  /** A reaction's `message_id` is ours here; what is stored and sent is WhatsApp's. */
  content: Content
  replyTo?: MessageId | undefined
}>

/** The message that is answered or reacted to. */
export const quotedId = ({ content, replyTo }: Omit<Wording, 'id'>): MessageId | undefined =>
  content.type === 'reaction' ? (content.data.message_id as MessageId) : replyTo

/** The message that says this in the room, or why it can't be said there now; `find` knows the messages that may be quoted. */
export const draftMessage = (
  wording: Wording,
  author: UserId,
  room: Room,
  find: (id: MessageId) => Message | undefined,
  now: Instant,
): Result<UserMessage, ValidationFailed | OutsideServiceWindow> =>
  quote(wording, room, find).andThen((quoting) =>
    mayBeSent(quoting.content, room.windowExpiresAt, now)
      ? ok(
          attributeToUser(author, {
            ...queued(),
            ...quoting,
            id: wording.id,
            roomId: room.id,
            originalContent: null,
            editedAt: null,
            revokedAt: null,
            context: null,
            referral: null,
            createdAt: timestampOf(wording.id),
          }),
        )
      : err(outsideServiceWindow(room.windowExpiresAt)),
  )

type Quoting = Pick<Message, 'content' | 'replyTo' | 'replyToWaMessageId'>

/** What is quoted must be of the same room. */
const quote = (
  { content, replyTo }: Wording,
  room: Room,
  find: (id: MessageId) => Message | undefined,
): Result<Quoting, ValidationFailed> => {
  const id = quotedId({ content, replyTo })
  if (id === undefined) return ok({ content, replyTo: null, replyToWaMessageId: null })
  const path = content.type === 'reaction' ? 'message_id' : 'reply_to'
  const target = find(id)
  if (target === undefined || target.roomId !== room.id)
    return err(validationFailed({ path, message: 'is not a message of this room' }))
  if (content.type !== 'reaction') return ok({ content, replyTo: id, replyToWaMessageId: target.waMessageId })
  if (target.waMessageId === null)
    return err(validationFailed({ path, message: 'has not reached WhatsApp yet, so nobody can react to it' }))
  return ok({
    content: { type: 'reaction', data: { ...content.data, message_id: target.waMessageId } },
    replyTo: id,
    replyToWaMessageId: null,
  })
}
