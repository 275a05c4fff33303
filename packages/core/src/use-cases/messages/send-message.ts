import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import { attributeToUser } from '../../attribution/attribute-message.ts'
import { claimedAuthor } from '../../attribution/claimed-author.ts'
import {
  type NotFound,
  notFound,
  type OutsideServiceWindow,
  outsideServiceWindow,
  type RoomAssignedElsewhere,
  type Unavailable,
  type UserIdMismatch,
  type UserIdRequired,
  type ValidationFailed,
  validationFailed,
} from '../../errors.ts'
import type { Instant } from '../../instant.ts'
import type { OwnNumber } from '../../lead/business-number.ts'
import { type CountryCode, parsePhone } from '../../lead/phone.ts'
import type { Content } from '../../message/content.ts'
import { type Message, type MessageId } from '../../message/message.ts'
import { timestampOf } from '../../message/message-id.ts'
import { queued } from '../../message/message-status.ts'
import { reactionsOf } from '../../message/reaction.ts'
import { mayBeSent } from '../../message/service-window.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Digest } from '../../ports/digest.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { MessageView } from '../../ports/inbox.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { findOrOpenRoom } from '../../room/find-or-open-room.ts'
import { maySee } from '../../room/find-visible-room.ts'
import type { Room, RoomId } from '../../room/room.ts'
import { withMessage } from '../../room/room-activity.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{
  unitOfWork: UnitOfWork
  number: OwnNumber
  defaultCountry: CountryCode
  clock: Clock
  ids: IdSource
  digest: Digest
}>

export type SendMessageError =
  | UserIdRequired
  | UserIdMismatch
  | NotFound
  | RoomAssignedElsewhere
  | ValidationFailed
  | OutsideServiceWindow
  | Unavailable

export type SendMessageCommand = Readonly<{
  viewer: User
  /** Who the request says is sending. */
  userId: string | null | undefined
  /** Made before anything is stored, with the message's moment in it (D2); a message that has it already is answered as it is, so that a repeated request sends nothing. */
  id: MessageId
  target: Readonly<{ roomId: RoomId } | { to: string }>
  /** A reaction's `message_id` is ours here; what is stored and sent is WhatsApp's. */
  content: Content
  replyTo?: MessageId | undefined
}>

/** Puts what a user says into its room's outbox. A refused message leaves nothing behind. */
export type SendMessage = (command: SendMessageCommand) => ResultAsync<MessageView, SendMessageError>

export const makeSendMessage =
  (needs: Needs): SendMessage =>
  (command) =>
    needs.unitOfWork.run((stores) =>
      safeTry<MessageView, SendMessageError>(async function* () {
        const author = yield* claimedAuthor(command.viewer, command.userId)
        const now = needs.clock.now()
        const room = yield* targetRoom(needs, stores, command, now)
        const [sentBefore] = yield* stores.messages.find([{ id: command.id }])
        if (sentBefore !== undefined) return ok(viewOf(sentBefore))

        const { content, replyTo, replyToWaMessageId } = yield* quoted(stores, command, room)
        if (!mayBeSent(content, room.windowExpiresAt, now)) return err(outsideServiceWindow(room.windowExpiresAt))

        const message = attributeToUser(author, {
          ...queued(),
          id: command.id,
          roomId: room.id,
          content,
          originalContent: null,
          editedAt: null,
          revokedAt: null,
          replyTo,
          replyToWaMessageId,
          context: null,
          referral: null,
          createdAt: timestampOf(command.id),
        })
        yield* stores.rooms.save([withMessage(room, message, now)])
        yield* stores.messages.append([message])
        yield* stores.outbox.put([{ messageId: message.id, roomId: room.id, dueAt: now }])
        yield* stores.reactions.save(reactionsOf(message))
        return ok(viewOf(message))
      }),
    )

const viewOf = (message: Message): MessageView => ({ message, replyTo: message.replyTo, reactions: [] })

const targetRoom = (needs: Needs, stores: Stores, { viewer, target }: SendMessageCommand, now: Instant) =>
  safeTry<Room, NotFound | RoomAssignedElsewhere | ValidationFailed | Unavailable>(async function* () {
    if ('to' in target) {
      const phone = yield* parsePhone(target.to, needs.defaultCountry).mapErr(({ message }) =>
        validationFailed({ path: 'to', message }),
      )
      return ok((yield* findOrOpenRoom(needs, stores, { viewer, phone }, now)).room)
    }
    const [room] = yield* stores.rooms.lock([target.roomId])
    if (room === undefined) return err(notFound('room', target.roomId))
    return (yield* maySee(stores, viewer, room)) ? ok(room) : err(notFound('room', target.roomId))
  })

/** The message that is answered or reacted to; it must be of the same room. */
const quoted = (stores: Stores, { content, replyTo }: SendMessageCommand, room: Room) =>
  safeTry<Pick<Message, 'content' | 'replyTo' | 'replyToWaMessageId'>, ValidationFailed | Unavailable>(
    async function* () {
      const [path, id] =
        content.type === 'reaction' ? ['message_id', content.data.message_id as MessageId] : ['reply_to', replyTo]
      if (id === undefined) return ok({ content, replyTo: null, replyToWaMessageId: null })
      const [target] = yield* stores.messages.find([{ id }])
      if (target === undefined || target.roomId !== room.id)
        return err(validationFailed({ path, message: 'is not a message of this room' }))
      if (content.type !== 'reaction') return ok({ content, replyTo: id, replyToWaMessageId: target.waMessageId })
      if (target.waMessageId === null)
        return err(validationFailed({ path, message: 'has not reached WhatsApp yet, so nobody can react to it' }))
      return ok({
        content: { type: 'reaction' as const, data: { ...content.data, message_id: target.waMessageId } },
        replyTo: id,
        replyToWaMessageId: null,
      })
    },
  )
