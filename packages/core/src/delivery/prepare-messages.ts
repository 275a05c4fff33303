import { ok, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { Instant } from '../instant.ts'
import type { OwnNumber } from '../lead/business-number.ts'
import { replyAddress } from '../lead/customer.ts'
import type { Lead } from '../lead/lead.ts'
import type { Message, MessageError, MessageId } from '../message/message.ts'
import { mayBeSent } from '../message/service-window.ts'
import type { OutgoingMessage } from '../ports/message-channel.ts'
import type { Claim } from '../ports/outbox.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { Room } from '../room/room.ts'
import type { Answer, Sending } from './answer.ts'
import { findUploads, type MissingUpload } from './find-uploads.ts'
import { marketingUnwanted, unwantedMarketing } from './unwanted-marketing.ts'

export type Prepared = Readonly<{
  /** To be sent once this is kept; `message` is as it was found. */
  started: readonly Readonly<{ sending: Sending; outgoing: OutgoingMessage; message: Message }>[]
  /** Their files have to be at WhatsApp first. */
  uploads: readonly Readonly<{ sending: Sending; file: MissingUpload }>[]
  /** What can't be sent, or need not be. */
  answers: readonly Answer[]
}>

/** Says of claimed entries what to send where. `messages` holds theirs, locked, and those that this unit of work has changed. */
export const prepareMessages = (
  stores: Stores,
  numbers: readonly OwnNumber[],
  claims: readonly (Claim & Readonly<{ isProbe: boolean }>)[],
  messages: ReadonlyMap<MessageId, Message>,
  now: Instant,
) =>
  safeTry<Prepared, Unavailable>(async function* () {
    const roomsFound = yield* await stores.rooms.list([...new Set(claims.map(({ roomId }) => roomId))])
    const rooms = new Map(roomsFound.map((room) => [room.id, room]))
    const leadsFound = yield* await stores.leads.find([...new Set(roomsFound.map(({ leadId }) => leadId))])
    const leads = new Map(leadsFound.map((lead) => [lead.id, lead]))
    const ofClaims = claims.map(({ messageId }) => messages.get(messageId))
    const quoted = yield* await quotedMessages(stores, ofClaims, messages)
    const unwanted = yield* await unwantedMarketing(
      stores,
      numbers,
      claims.map(({ messageId, roomId, phoneNumberId }) => {
        const leadId = rooms.get(roomId)?.leadId
        return { message: messages.get(messageId), phoneNumberId, lead: leadId && leads.get(leadId) }
      }),
    )

    const ready: Ready[] = []
    const answers: Answer[] = []
    for (const { isProbe, ...claim } of claims) {
      const [message, room] = [messages.get(claim.messageId), rooms.get(claim.roomId)]
      if (message === undefined || room === undefined) throw new Error(`message ${claim.messageId} has gone`)
      const sending = { claim, leadId: room.leadId, isProbe }
      const address = addressOf(leads.get(room.leadId))
      // A status of an earlier attempt may have told meanwhile that the message is there.
      const isThere = message.status !== 'queued'
      const problem = unwanted.has(message.id) ? marketingUnwanted : windowClosed(message, room, now)
      const error = isThere ? null : address === undefined ? noAddress : problem
      if (isThere || error !== null || address === undefined) {
        answers.push({ ...sending, said: { type: 'not_sent', error } })
        continue
      }
      const { id } = message
      const replyToWaMessageId = message.replyToWaMessageId ?? quotedName(message, quoted)
      const { phoneNumberId } = room
      ready.push({ sending, message, outgoing: { id, phoneNumberId, address, replyToWaMessageId } })
    }
    const sendables = yield* await findUploads(
      stores,
      ready.map(({ message: { content }, outgoing: { phoneNumberId } }) => ({ content, phoneNumberId })),
      now,
    )
    const started: Prepared['started'][number][] = []
    const uploads: Prepared['uploads'][number][] = []
    for (const [index, { sending, message, outgoing }] of ready.entries()) {
      const sendable = sendables[index]
      if (sendable === undefined) throw new Error('a content has no answer')
      if (sendable.missing) uploads.push({ sending, file: sendable.missing })
      else {
        const { content, reused } = sendable
        started.push({ sending: { ...sending, reused }, message, outgoing: { ...outgoing, content } })
      }
    }
    return ok({ started, uploads, answers })
  })

type Ready = Readonly<{ sending: Sending; message: Message; outgoing: Omit<OutgoingMessage, 'content'> }>

const addressOf = (lead: Lead | undefined) => lead && replyAddress(lead)

const noAddress: MessageError = {
  code: 'no_address',
  title: 'Neither a phone number nor a user id of the customer is known',
  details: null,
}

const windowClosed = (message: Message, room: Room, now: Instant): MessageError | null =>
  mayBeSent(message.content, room.windowExpiresAt, now)
    ? null
    : {
        code: 'outside_service_window',
        title: 'The 24-hour window closed before the message was sent',
        details: 'Send a template instead.',
      }

const unnamedQuote = ({ replyTo, replyToWaMessageId, content }: Message): readonly MessageId[] =>
  replyToWaMessageId === null && replyTo !== null && content.type !== 'reaction' ? [replyTo] : []

/** A message that was quoted before WhatsApp had named it has its name by now, for its room delivers in order. */
const quotedName = (message: Message, quoted: ReadonlyMap<MessageId, Message>): string | null => {
  const [id] = unnamedQuote(message)
  return (id && quoted.get(id)?.waMessageId) ?? null
}

const quotedMessages = (
  stores: Stores,
  quoting: readonly (Message | undefined)[],
  known: ReadonlyMap<MessageId, Message>,
) =>
  safeTry<ReadonlyMap<MessageId, Message>, Unavailable>(async function* () {
    const ids = quoting.flatMap((message) => (message === undefined ? [] : unnamedQuote(message)))
    const found = yield* await stores.messages.find(ids.filter((id) => !known.has(id)).map((id) => ({ id })))
    return ok(new Map([...known, ...found.map((message) => [message.id, message] as const)]))
  })
