import { localDayBegan, openingAt } from '../business-hours/business-hours.ts'
import { type Instant, MINUTE } from '../instant.ts'
import type { ContentType } from '../message/content.ts'
import type { Message, MessageId } from '../message/message.ts'
import { windowAfter } from '../message/service-window.ts'
import type { Room, RoomId } from '../room/room.ts'
import type { AutoReplySettings } from '../settings/auto-reply-settings.ts'

export const replyRules = ['outside_hours', 'greeting'] as const
export type ReplyRule = (typeof replyRules)[number]

/** A reply that went out by itself: one of each rule to a room in a period. */
export type AutomaticReply = Readonly<{
  roomId: RoomId
  rule: ReplyRule
  /** The closed period, by when it began; a greeting has one for all time. */
  period: string
  messageId: MessageId
  at: Instant
}>

/** What is to be said in a room, and why. */
export type ReplyPlan = Pick<AutomaticReply, 'rule' | 'period'> & Readonly<{ text: string }>

/** Two that answer each other by themselves get no faster than this, and end with the day's count. */
const QUIET = MINUTE

/** What WhatsApp can't show may still be a customer who writes for the first time; what nobody knows yet may be anything. */
const unanswered: ReadonlySet<ContentType> = new Set(['reaction', 'system', 'request_welcome', 'unknown'])

/** Whether a message may be answered by itself: a customer's that says something, while its own service window is open. */
export const mayBeAnswered = ({ direction, content, createdAt }: Message, now: Instant): boolean =>
  direction === 'inbound' && !unanswered.has(content.type) && now < windowAfter(null, createdAt)

/** What a room whose customer writes now is told, whatever it was told before; `room` is how it was before that message. */
export type PlanReply = (room: Room) => ReplyPlan | undefined

/** What is due now: the same everywhere outside the hours, else a greeting for who writes for the first time. */
export const planReplies = (settings: AutoReplySettings, now: Instant): PlanReply => {
  if (!settings.enabled) return () => undefined
  const opening = openingAt(settings, now)
  const { outside_hours_text, greeting_text } = settings
  if (!opening.isOpen) {
    const period = opening.since === null ? 'never open' : new Date(opening.since).toISOString()
    return () => ({ rule: 'outside_hours', period, text: outside_hours_text })
  }
  return ({ windowExpiresAt }) =>
    greeting_text === null || windowExpiresAt !== null
      ? undefined
      : { rule: 'greeting', period: 'first message', text: greeting_text }
}

/** From when on earlier replies to a room say whether it may get another one now. */
export const repliesMatterSince = (settings: AutoReplySettings, now: Instant): Instant =>
  Math.min(localDayBegan(settings, now), now - QUIET)

/** Whether a room that has had these replies may get one more. */
export const mayReplyAgain = (
  settings: AutoReplySettings,
  earlier: readonly AutomaticReply[],
  now: Instant,
): boolean => {
  const today = localDayBegan(settings, now)
  return (
    earlier.filter(({ at }) => at >= today).length < settings.max_per_day &&
    earlier.every(({ at }) => at <= now - QUIET)
  )
}
