import { ok, type ResultAsync, okAsync, safeTry } from 'neverthrow'
import {
  type AutomaticReply,
  mayBeAnswered,
  mayReplyAgain,
  planReplies,
  repliesMatterSince,
  type ReplyPlan,
} from '../automatic-reply/automatic-reply.ts'
import type { Unavailable } from '../errors.ts'
import { messagesCreated } from '../event/domain-event.ts'
import type { Instant } from '../instant.ts'
import { draftMessage } from '../message/draft-message.ts'
import type { Message, MessageId, UserMessage } from '../message/message.ts'
import type { IdSource } from '../ports/id-source.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import { newReviewItem, type ReviewItemId } from '../review/review-item.ts'
import { addReviewItems } from '../review/save-review-items.ts'
import { withMessage } from '../room/room-activity.ts'
import type { Room, RoomId } from '../room/room.ts'
import type { AutoReplySettings } from '../settings/auto-reply-settings.ts'
import { SYSTEM_USER_ID } from '../user/user.ts'
import type { WebhookItem } from './webhook-item.ts'

/** The settings if anything of these items may be answered by itself and anything is answered at all. */
export const settingsToReplyBy = (
  stores: Stores,
  items: readonly WebhookItem[],
): ResultAsync<AutoReplySettings | null, Unavailable> =>
  items.some(({ kind }) => kind === 'message')
    ? stores.settings.find('auto_reply').map((settings) => (settings.enabled ? settings : null))
    : okAsync(null)

/** With each room as it was before; where nothing may be said again so soon, somebody still has to look at it. */
export type ReplyPlans = ReadonlyMap<RoomId, ReplyPlan & Readonly<{ room: Room; mayReply: boolean }>>

/** Rooms into whose lines a reply may be put. */
export const roomsToAnswer = (plans: ReplyPlans): readonly RoomId[] =>
  [...plans].flatMap(([roomId, { mayReply }]) => (mayReply ? roomId : []))

/** What the customers who write in these messages are told if the messages turn out to be new. */
export const planAutomaticReplies = (
  stores: Stores,
  settings: AutoReplySettings | null,
  messages: readonly Message[],
  rooms: Iterable<Room>,
  now: Instant,
): ResultAsync<ReplyPlans, Unavailable> => {
  if (settings === null) return okAsync(new Map())
  const plan = planReplies(settings, now)
  const asking = new Set(messages.filter((message) => mayBeAnswered(message, now)).map(({ roomId }) => roomId))
  const plans = new Map(
    [...rooms].flatMap((room) => {
      const planned = asking.has(room.id) ? plan(room) : undefined
      return planned === undefined ? [] : [[room.id, { ...planned, room, mayReply: true }] as const]
    }),
  )
  if (plans.size === 0) return okAsync(plans)
  return stores.automaticReplies.list([...plans.keys()], repliesMatterSince(settings, now)).map((earlier) => {
    const byRoom = Map.groupBy(earlier, ({ roomId }) => roomId)
    return new Map(
      [...plans].map(([roomId, planned]) => {
        const mayReply = mayReplyAgain(settings, byRoom.get(roomId) ?? [], now)
        return [roomId, { ...planned, mayReply }] as const
      }),
    )
  })
}

/** Stores and queues what was planned for the rooms of messages that are really new, and has somebody look at them; answers what was said. */
export const replyAutomatically = (
  { ids }: Readonly<{ ids: IdSource }>,
  stores: Stores,
  plans: ReplyPlans,
  added: readonly Message[],
  now: Instant,
): ResultAsync<readonly UserMessage[], Unavailable> => {
  const heard = plans.size === 0 ? [] : added.filter((message) => mayBeAnswered(message, now))
  if (heard.length === 0) return okAsync([])
  return safeTry(async function* () {
    const byRoom = Map.groupBy(heard, ({ roomId }) => roomId)
    const drafts = [...byRoom].flatMap(([roomId, said]) => {
      const plan = plans.get(roomId)
      if (plan?.mayReply !== true) return []
      const asked = said.reduce((before, message) => withMessage(before, message, now), plan.room)
      // Behind what it answers, also where WhatsApp's clock is ahead of ours.
      const id = ids.newId(Math.max(now, ...said.map(({ createdAt }) => createdAt))) as MessageId
      const wording = { id, content: { type: 'text', data: { body: plan.text } } } as const
      const drafted = draftMessage(wording, SYSTEM_USER_ID, asked, () => undefined, now)
      return drafted.isOk() ? [{ message: drafted.value, plan }] : []
    })
    const kept = new Set(
      yield* await stores.automaticReplies.append(
        drafts.map(({ message, plan }): AutomaticReply => ({
          roomId: message.roomId,
          rule: plan.rule,
          period: plan.period,
          messageId: message.id,
          at: now,
        })),
      ),
    )
    const messages = drafts.flatMap(({ message }) => (kept.has(message.id) ? message : []))
    yield* await stores.messages.append(messages)
    yield* await stores.outbox.put(
      messages.map(({ id: messageId, roomId }) => ({ messageId, roomId })),
      now,
    )
    yield* await stores.events.append(messagesCreated(messages), now)
    yield* await addReviewItems(
      stores,
      [...byRoom.keys()].flatMap((roomId) =>
        plans.get(roomId)?.rule === 'outside_hours'
          ? [
              newReviewItem({
                id: ids.newId(now) as ReviewItemId,
                roomId,
                reason: 'outside_business_hours',
                createdAt: now,
              }),
            ]
          : [],
      ),
      now,
    )
    return ok(messages)
  })
}
