import type { Instant } from '../instant.ts'
import type { JsonObject } from '../json.ts'
import type { DeliveryState, MessageError, MessageId, MessageState } from './message.ts'

/** How far each status is; within one attempt a message never goes back (D7). */
export const statusRank = {
  queued: 0,
  sending: 1,
  unconfirmed: 1,
  accepted: 2,
  sent: 3,
  failed: 4,
  delivered: 5,
  read: 6,
  played: 7,
} as const

export type OutgoingStatus = keyof typeof statusRank
/** `received` is the only status of a customer's message; the others are an outgoing message's way. */
export type MessageStatus = 'received' | OutgoingStatus

export const reportedStatuses = ['sent', 'delivered', 'read', 'played', 'failed'] as const
export type ReportedStatus = (typeof reportedStatuses)[number]

/** What a status webhook says of one message. */
export type StatusReport = Readonly<{
  waMessageId: string
  /** Ours, when WhatsApp gave back `biz_opaque_callback_data`. */
  messageId: MessageId | null
  status: ReportedStatus
  at: Instant
  error: MessageError | null
  /** WhatsApp's `pricing` object, as it came. */
  pricing: JsonObject | null
}>

const untouched = {
  attempt: 1,
  waMessageId: null,
  earlierWaMessageIds: [],
  error: null,
  pricing: null,
  acceptedAt: null,
  sentAt: null,
  deliveredAt: null,
  readAt: null,
  playedAt: null,
  failedAt: null,
} as const

/** The state of a message that has come in. */
export const received = (waMessageId: string): DeliveryState => ({ ...untouched, status: 'received', waMessageId })

/** The state of a message that waits for its delivery. */
export const queued = (): DeliveryState => ({ ...untouched, status: 'queued' })

/** The state of an echo: it was sent by other means. */
export const sentElsewhere = (waMessageId: string, at: Instant): DeliveryState => ({
  ...untouched,
  status: 'sent',
  waMessageId,
  sentAt: at,
})

const further = (current: MessageStatus, next: OutgoingStatus): MessageStatus =>
  current !== 'received' && statusRank[next] > statusRank[current] ? next : current

/** A report of an earlier attempt says nothing about this one, and a failure can't precede the sending. */
const concerns = (state: DeliveryState, report: StatusReport): boolean => {
  if (state.waMessageId !== null) return state.waMessageId === report.waMessageId
  if (state.earlierWaMessageIds.includes(report.waMessageId)) return false
  return !(state.status === 'queued' && report.status === 'failed')
}

/** The state after a status webhook: forward or not at all; the first of each kind sets its time, the first error stays (D7). */
export const advance = <S extends DeliveryState>(state: S, report: StatusReport): S => {
  if (state.status === 'received' || !concerns(state, report)) return state
  const timeOf = (kind: ReportedStatus, before: Instant | null) =>
    report.status === kind ? (before ?? report.at) : before
  const next: S = {
    ...state,
    status: further(state.status, report.status),
    waMessageId: report.waMessageId,
    error: state.error ?? report.error,
    pricing: state.pricing ?? report.pricing,
    sentAt: timeOf('sent', state.sentAt),
    deliveredAt: timeOf('delivered', state.deliveredAt),
    readAt: timeOf('read', state.readAt),
    playedAt: timeOf('played', state.playedAt),
    failedAt: timeOf('failed', state.failedAt),
  }
  return isSame(state, next) ? state : next
}

/** In all that a report can change. There are thousands a second, and names that are looked up one by one would take longer than the rest. */
const isSame = (a: DeliveryState, b: DeliveryState): boolean =>
  a.status === b.status &&
  a.waMessageId === b.waMessageId &&
  a.error === b.error &&
  a.pricing === b.pricing &&
  a.sentAt === b.sentAt &&
  a.deliveredAt === b.deliveredAt &&
  a.readAt === b.readAt &&
  a.playedAt === b.playedAt &&
  a.failedAt === b.failedAt

/** A worker is about to ask WhatsApp. */
export const markSending = <S extends DeliveryState>(state: S): S => ({ ...state, status: 'sending', error: null })

/** WhatsApp refused for now; the attempt goes on. */
export const markQueued = <S extends DeliveryState>(state: S): S =>
  state.status === 'sending' ? { ...state, status: 'queued' } : state

/** WhatsApp took the message. What a status told of another attempt in between gives way to this one. */
export const markAccepted = <S extends DeliveryState>(state: S, waMessageId: string, at: Instant): S => {
  const stranger = state.waMessageId !== null && state.waMessageId !== waMessageId ? [state.waMessageId] : []
  const failedBefore = stranger.length > 0 && state.status === 'failed'
  return {
    ...state,
    ...(failedBefore ? { error: null, failedAt: null } : {}),
    status: failedBefore ? 'accepted' : further(state.status, 'accepted'),
    waMessageId,
    earlierWaMessageIds: [...state.earlierWaMessageIds, ...stranger],
    acceptedAt: state.acceptedAt ?? at,
  }
}

/** WhatsApp took the message, but whoever asked had been given up: an attempt that has a name keeps it. */
export const markAcceptedLate = <S extends DeliveryState>(state: S, waMessageId: string, at: Instant): S => {
  if (state.waMessageId === null || state.waMessageId === waMessageId) return markAccepted(state, waMessageId, at)
  return state.earlierWaMessageIds.includes(waMessageId)
    ? state
    : { ...state, earlierWaMessageIds: [...state.earlierWaMessageIds, waMessageId] }
}

/** Nobody knows whether WhatsApp took it, unless a status has already told. */
export const markUnconfirmed = <S extends DeliveryState>(state: S, error: MessageError): S =>
  state.status === 'sending' ? { ...state, status: 'unconfirmed', error } : state

/** Refused for good, before or by WhatsApp. */
export const markFailed = <S extends DeliveryState>(state: S, error: MessageError, at: Instant): S =>
  state.status === 'sending' || state.status === 'queued'
    ? { ...state, status: 'failed', error, failedAt: state.failedAt ?? at }
    : state

export const isRetryable = (state: DeliveryState): boolean =>
  state.status === 'failed' || state.status === 'unconfirmed'

/** A person's retry: a new attempt of the same message, with nothing of the old one but WhatsApp's ids. */
export const markRetried = <S extends DeliveryState>(state: S): S => ({
  ...state,
  ...queued(),
  attempt: state.attempt + 1,
  earlierWaMessageIds:
    state.waMessageId === null ? state.earlierWaMessageIds : [...state.earlierWaMessageIds, state.waMessageId],
})

/** The delivery state alone, without what the message says. */
export const deliveryOf = (message: DeliveryState): DeliveryState => ({
  status: message.status,
  attempt: message.attempt,
  waMessageId: message.waMessageId,
  earlierWaMessageIds: message.earlierWaMessageIds,
  error: message.error,
  pricing: message.pricing,
  acceptedAt: message.acceptedAt,
  sentAt: message.sentAt,
  deliveredAt: message.deliveredAt,
  readAt: message.readAt,
  playedAt: message.playedAt,
  failedAt: message.failedAt,
})

/** The same with the names of the message and its room. */
export const stateOf = (message: MessageState): MessageState => ({
  id: message.id,
  roomId: message.roomId,
  ...deliveryOf(message),
})
