import { err, ok, type Result, ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import { type Instant, MINUTE, SECOND } from '../../instant.ts'
import { replyAddress } from '../../lead/customer.ts'
import type { OwnNumber } from '../../lead/business-number.ts'
import type { Identity } from '../../lead/identity.ts'
import type { LeadId } from '../../lead/lead.ts'
import type { Message, MessageError } from '../../message/message.ts'
import {
  advance,
  markAccepted,
  markFailed,
  markQueued,
  markSending,
  markUnconfirmed,
} from '../../message/message-status.ts'
import { reactionsOf } from '../../message/reaction.ts'
import { mayBeSent } from '../../message/service-window.ts'
import type { Clock } from '../../ports/clock.ts'
import type {
  Accepted,
  MessageChannel,
  OutgoingMessage,
  SendRefused,
  SendUnconfirmed,
} from '../../ports/message-channel.ts'
import type { OutboxEntry } from '../../ports/outbox.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import type { Room, RoomId } from '../../room/room.ts'

type Needs = Readonly<{
  unitOfWork: UnitOfWork
  channel: MessageChannel
  numbers: readonly OwnNumber[]
  clock: Clock
}>

/** A refusal that may be tried again is, this often. */
const MAX_TRIES = 6

/**
 * Delivers what waits in a room, in order, one at a time, until nothing is due (D6). `isStopping` is asked between two messages:
 * what then still waits stays in the outbox.
 */
export type DeliverRoom = (
  command: Readonly<{ roomId: RoomId; isStopping?: () => boolean }>,
) => ResultAsync<void, Unavailable>

export const makeDeliverRoom = (needs: Needs): DeliverRoom => {
  const { unitOfWork, channel } = needs
  const deliver = async (roomId: RoomId, isStopping: () => boolean): Promise<Result<void, Unavailable>> => {
    while (!isStopping()) {
      const head = await unitOfWork.run((stores) => takeHead(needs, stores, roomId))
      if (head.isErr()) return err(head.error)
      if (head.value === 'nothing_due') break
      if (head.value === 'ended') continue
      const { entry, room, outgoing } = head.value
      const answer = await channel.send(outgoing)
      const settled = await unitOfWork.run((stores) => settle(needs, stores, entry, room, answer))
      if (settled.isErr()) return settled
    }
    return ok(undefined)
  }
  return ({ roomId, isStopping }) => new ResultAsync(deliver(roomId, isStopping ?? (() => false)))
}

type Head = Readonly<{ entry: OutboxEntry; room: Room; outgoing: OutgoingMessage }>

/** Marks the head of the line as being sent, or ends it if it can't be. */
const takeHead = ({ clock }: Needs, stores: Stores, roomId: RoomId) =>
  safeTry<Head | 'ended' | 'nothing_due', Unavailable>(async function* () {
    const now = clock.now()
    const entry = yield* stores.outbox.claim(roomId, now)
    if (entry === undefined) return ok('nothing_due' as const)
    const [message] = yield* stores.messages.lock([{ id: entry.messageId }])
    const room = yield* stores.rooms.find(roomId)
    if (message === undefined || room === undefined) throw new Error(`message ${entry.messageId} has gone`)
    // A status of an earlier attempt may have told meanwhile that the message is there.
    if (message.status !== 'queued') {
      yield* stores.outbox.remove(message.id)
      return ok('ended' as const)
    }

    const [lead] = yield* stores.leads.find([room.leadId])
    const address = lead && replyAddress(lead)
    const refusal = address === undefined ? noAddress : windowClosed(message, room, now)
    if (refusal !== undefined || address === undefined) {
      yield* endAsFailed(stores, message, refusal ?? noAddress, now)
      return ok('ended' as const)
    }

    yield* stores.messages.save([markSending(message)])
    const { id, content } = message
    const replyToWaMessageId = yield* quotedWaMessageId(stores, message)
    return ok({
      entry,
      room,
      outgoing: { id, phoneNumberId: room.phoneNumberId, address, content, replyToWaMessageId },
    })
  })

const noAddress: MessageError = {
  code: 'no_address',
  title: 'Neither a phone number nor a user id of the customer is known',
  details: null,
}

const windowClosed = (message: Message, room: Room, now: Instant): MessageError | undefined =>
  mayBeSent(message.content, room.windowExpiresAt, now)
    ? undefined
    : {
        code: 'outside_service_window',
        title: 'The 24-hour window closed before the message was sent',
        details: 'Send a template instead.',
      }

/** A message that was quoted before WhatsApp had named it has its name by now, for its room delivers in order. */
const quotedWaMessageId = (stores: Stores, message: Message) =>
  safeTry<string | null, Unavailable>(async function* () {
    if (message.replyToWaMessageId !== null || message.replyTo === null || message.content.type === 'reaction')
      return ok(message.replyToWaMessageId)
    const [target] = yield* stores.messages.find([{ id: message.replyTo }])
    return ok(target?.waMessageId ?? null)
  })

const settle = (
  needs: Needs,
  stores: Stores,
  entry: OutboxEntry,
  room: Room,
  answer: Result<Accepted, SendRefused | SendUnconfirmed>,
) => {
  const now = needs.clock.now()
  return answer.match(
    (accepted) => settleAccepted(needs, stores, entry, room, accepted, now),
    (error) =>
      error.type === 'send_refused'
        ? settleRefused(stores, entry, error, now)
        : settleUnconfirmed(stores, entry, error),
  )
}

const settleAccepted = (
  { numbers }: Needs,
  stores: Stores,
  { messageId }: OutboxEntry,
  { leadId, phoneNumberId }: Room,
  { waMessageId, waId, bsuid }: Accepted,
  now: Instant,
) =>
  safeTry<void, Unavailable>(async function* () {
    const scope = numbers.find((number) => number.phoneNumberId === phoneNumberId)?.businessAccountId
    const named: readonly (Identity | undefined)[] =
      scope === undefined
        ? []
        : [
            waId === null ? undefined : { scope, kind: 'wa_id', value: waId },
            bsuid === null ? undefined : { scope, kind: 'bsuid', value: bsuid },
          ]
    yield* learnNames(
      stores,
      leadId,
      named.filter((identity) => identity !== undefined),
    )
    yield* stores.pendingStatuses.hold([waMessageId])
    yield* stores.outbox.remove(messageId)
    const early = yield* stores.pendingStatuses.take([waMessageId])
    const [message] = yield* stores.messages.lock([{ id: messageId }])
    if (message === undefined) throw new Error(`message ${messageId} has gone`)
    yield* stores.messages.save([early.reduce(advance, markAccepted(message, waMessageId, now))])
    return ok(undefined)
  })

/** Names that nobody has yet become the lead's. They are locked first, for a webhook may be making a lead of them. */
const learnNames = (stores: Stores, leadId: LeadId, names: readonly Identity[]) =>
  safeTry<void, Unavailable>(async function* () {
    const owned = yield* stores.leads.owners(names)
    if (owned.length === names.length) return ok(undefined)
    yield* stores.leads.lockIdentities(names)
    yield* stores.leads.link(
      names.map((name) => ({ ...name, leadId })),
      [],
    )
    return ok(undefined)
  })

const settleRefused = (stores: Stores, { messageId, tries }: OutboxEntry, refused: SendRefused, now: Instant) =>
  safeTry<void, Unavailable>(async function* () {
    const again = nextTry(refused, tries, now)
    const [message] = yield* stores.messages.find([{ id: messageId }])
    if (message === undefined) throw new Error(`message ${messageId} has gone`)
    const { code, title, details } = refused
    if (again === undefined) {
      yield* endAsFailed(stores, message, { code, title, details }, now)
      return ok(undefined)
    }
    yield* stores.outbox.postpone(messageId, again)
    const [locked] = yield* stores.messages.lock([{ id: messageId }])
    if (locked !== undefined) yield* stores.messages.save([markQueued(locked)])
    return ok(undefined)
  })

/** When to ask again: after what WhatsApp says, else 1, 4, 16, then 64 seconds. A stopped number keeps its queue (D6). */
const nextTry = ({ action, retryAfter }: SendRefused, tries: number, now: Instant): Instant | undefined => {
  if (action === 'stop') return now + (retryAfter ?? MINUTE)
  if (action !== 'retry' || tries >= MAX_TRIES) return undefined
  return now + (retryAfter ?? Math.min(4 ** (tries - 1), 64) * SECOND)
}

const settleUnconfirmed = (stores: Stores, { messageId }: OutboxEntry, { reason }: SendUnconfirmed) =>
  safeTry<void, Unavailable>(async function* () {
    yield* stores.outbox.remove(messageId)
    const [message] = yield* stores.messages.lock([{ id: messageId }])
    if (message !== undefined) yield* stores.messages.save([markUnconfirmed(message, unconfirmedError(reason))])
    return ok(undefined)
  })

export const unconfirmedError = (reason: string): MessageError => ({
  code: 'unconfirmed',
  title: 'WhatsApp may or may not have taken the message',
  details: reason,
})

/** Out of the line for good; a reaction that nobody gets is not shown either. */
const endAsFailed = (stores: Stores, failed: Message, error: MessageError, now: Instant) =>
  safeTry<void, Unavailable>(async function* () {
    yield* stores.outbox.remove(failed.id)
    const [message] = yield* stores.messages.lock([{ id: failed.id }])
    if (message !== undefined) yield* stores.messages.save([markFailed(message, error, now)])
    yield* stores.reactions.save(reactionsOf(failed).map((reaction) => ({ ...reaction, emoji: '' })))
    return ok(undefined)
  })
