import { ok, ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import { MINUTE } from '../../instant.ts'
import type { MessageId } from '../../message/message.ts'
import type { Clock } from '../../ports/clock.ts'
import type { EventBatch } from '../../ports/event-log.ts'
import type { Push, PushSender } from '../../ports/push-sender.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import type { PushSubscriptionId, VapidKeys } from '../../push/push-subscription.ts'
import { canSeeRoom } from '../../room/can-see-room.ts'
import type { RoomId } from '../../room/room.ts'
import { SOCKETS_LIFETIME } from './report-sockets.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; pushSender: PushSender }>

/** A notification under way; `done` answers what went wrong, in words for people, or null. */
export type PushUnderWay = Readonly<{
  subscriptionId: PushSubscriptionId
  done: ResultAsync<string | null, Unavailable>
}>

/**
 * Begins to notify of new messages of customers those who take part in the room and have no socket open. Safe to run from many
 * processes: one at a time works. Who dies while it sends loses the notifications, never a message. Those in `except` are told nothing.
 */
export type PushMessages = (
  command: Readonly<{ except: readonly PushSubscriptionId[] }>,
) => ResultAsync<Readonly<{ underWay: readonly PushUnderWay[]; more: boolean }>, Unavailable>

/** Batches of one look; each may hold the events of hundreds of messages. */
const AT_ONCE = 100
/** Who is further behind goes on at the end: old notifications help nobody. */
const FAR_BEHIND = 10_000
const OLD = 5 * MINUTE

export const makePushMessages = ({ unitOfWork, clock, pushSender }: Needs): PushMessages => {
  const look = (except: readonly PushSubscriptionId[]) =>
    unitOfWork.run((stores) =>
      safeTry<Readonly<{ pushes: readonly Push[]; more: boolean }>, Unavailable>(async function* () {
        const nothing = { pushes: [], more: false }
        const reached = yield* await stores.pushCursor.take()
        if (reached === undefined) return ok(nothing)
        const [{ last }, isWanted] = yield* await ResultAsync.combine([
          stores.events.ends(),
          stores.pushSubscriptions.hasAny(),
        ])
        if (!isWanted || last - reached > FAR_BEHIND) {
          if (last > reached) yield* await stores.pushCursor.move(last)
          return ok(nothing)
        }
        const { batches } = yield* await stores.events.after(reached, AT_ONCE)
        const end = batches.at(-1)
        if (end === undefined) return ok(nothing)
        yield* await stores.pushCursor.move(end.id)
        const news = newsOf(batches.filter(({ at }) => at > clock.now() - OLD))
        const pushes = news.size === 0 ? [] : yield* await pushesOf(stores, news, clock.now() - SOCKETS_LIFETIME)
        return ok({ pushes: pushes.filter(({ to }) => !except.includes(to.id)), more: batches.length === AT_ONCE })
      }),
    )

  const sendOne = (push: Push) =>
    safeTry<string | null, Unavailable>(async function* () {
      const answer = await pushSender.send(push)
      if ('error' in answer) return ok(answer.error)
      const { status } = answer
      if (status === 404 || status === 410) {
        yield* await unitOfWork.run(({ pushSubscriptions }) => pushSubscriptions.remove([push.to.id]))
        return ok(null)
      }
      return ok(status >= 200 && status < 300 ? null : `answered ${status.toString()}`)
    })

  return ({ except }) =>
    look(except).map(({ pushes, more }) => ({
      underWay: pushes.map((push) => ({ subscriptionId: push.to.id, done: sendOne(push) })),
      more,
    }))
}

/** The newest message of a customer in each room: the push service would keep no other. */
const newsOf = (batches: readonly EventBatch[]): ReadonlyMap<RoomId, MessageId> =>
  new Map(
    batches
      .flatMap(({ events }) => events)
      .flatMap((event) =>
        event.type === 'message.created' && event.state.status === 'received' && 'id' in event.message
          ? [[event.roomId, event.message.id] as const]
          : [],
      ),
  )

const pushesOf = (stores: Stores, news: ReadonlyMap<RoomId, MessageId>, since: number) =>
  safeTry<readonly Push[], Unavailable>(async function* () {
    const roomIds = [...news.keys()]
    const [rooms, participations] = yield* await ResultAsync.combine([
      stores.rooms.list(roomIds),
      stores.participants.ofRooms(roomIds),
    ])
    const userIds = [...new Set(participations.map(({ userId }) => userId))]
    const [subscribers, present, keys] = yield* await ResultAsync.combine([
      stores.pushSubscriptions.ofUsers(userIds),
      stores.openSockets.among(userIds, since),
      stores.pushSubscriptions.keys(),
    ])
    if (keys === undefined) return ok([])
    const isPresent = new Set(present)
    const absent = Map.groupBy(
      subscribers.filter(({ user }) => !isPresent.has(user.id)),
      ({ user }) => user.id,
    )
    const inRooms = Map.groupBy(participations, ({ roomId }) => roomId)
    return ok(
      rooms.flatMap((room) => {
        const inRoom = (inRooms.get(room.id) ?? []).map(({ userId }) => userId)
        // Who oversees all rooms is told of those they take part in, as everybody.
        const told = inRoom.flatMap((userId) => absent.get(userId) ?? [])
        return told
          .filter(({ user }) => canSeeRoom(user, room, inRoom))
          .map(({ subscription: to }) => pushOf(to, keys, room.id, news.get(room.id)))
      }),
    )
  })

/** Neither what was said nor by whom: a notification shows on locked screens. */
const pushOf = (to: Push['to'], keys: VapidKeys, roomId: RoomId, messageId: MessageId | undefined): Push => ({
  to,
  keys,
  payload: JSON.stringify({ type: 'message', room_id: roomId, message_id: messageId, title: 'New message' }),
  topic: roomId.replaceAll('-', ''),
})
