import type { SimulatorControl } from '@boztell/simulator'
import type { Asked, Ledger } from './ledger.ts'
import type { Stored, StoredMessage } from './read-stored.ts'

type Arrival = Awaited<ReturnType<SimulatorControl['messages']>>[number]
type Request = Awaited<ReturnType<SimulatorControl['requests']>>[number]

/** What WhatsApp saw: the sends it took, in order, and all that it was asked. */
export type Seen = Readonly<{ arrivals: readonly Arrival[]; requests: readonly Request[] }>

type Complaints = readonly string[]

/**
 * Everything that is wrong once nothing is under way any more, a sentence each: whatever was promised and is not there once,
 * in its place, under its author, with the status and the counts that follow from the rest.
 */
export const findComplaints = (ledger: Ledger, stored: Stored, seen: Seen): Complaints => [
  ...ledger.surprises,
  ...incoming(ledger, stored),
  ...outgoing(ledger, stored),
  ...delivered(ledger, stored, seen),
  ...order(ledger, seen),
  ...rooms(stored),
  ...receipts(stored, seen),
  ...failures(ledger, stored),
  ...(stored.deadlocks > 0 ? [`${stored.deadlocks} deadlocks`] : []),
]

/** Every acknowledged webhook is there once, where it belongs, and nothing that nobody said. */
const incoming = ({ posted }: Ledger, { messages, rooms, logged }: Stored): Complaints => {
  const inbound = messages.filter(({ user_id }) => user_id === null)
  const byWamid = Map.groupBy(inbound, ({ wa_message_id }) => wa_message_id)
  const phones = new Map(rooms.map(({ id, phone }) => [id, phone]))
  const promised = new Map(
    posted.flatMap(({ said, acknowledged }) => said.map((one) => [one.wamid, { ...one, acknowledged }] as const)),
  )
  for (const { said } of posted.filter(({ acknowledged }) => acknowledged))
    for (const one of said) promised.set(one.wamid, { ...one, acknowledged: true })
  return [
    ...[...promised.values()].flatMap(({ wamid, customer, text, acknowledged }) => {
      const found = byWamid.get(wamid) ?? []
      return [
        ...amiss(`the incoming message «${text}»`, found.length, acknowledged),
        ...found
          .filter(({ room_id, content_text }) => phones.get(room_id) !== customer.phone || content_text !== text)
          .map(() => `the incoming message «${text}» is not in the room of ${customer.phone} as it was said`),
      ]
    }),
    ...inbound
      .filter(({ wa_message_id, direction, status }) => {
        return !promised.has(wa_message_id ?? '') || direction !== 'inbound' || status !== 'received'
      })
      .map(({ id }) => `the incoming message ${id} is none that a customer wrote`),
    ...posted
      .filter(({ raw, acknowledged }) => acknowledged && !logged.has(raw))
      .map(({ said }) => `the acknowledged webhook with «${said[0]?.text ?? 'nothing'}» is not in the log`),
  ]
}

/** Once if it was promised, at most once if nobody knows. */
const amiss = (what: string, times: number, promised: boolean): Complaints => {
  if (times > 1) return [`${what} is stored ${times} times`]
  return times === 0 && promised ? [`${what} was acknowledged and is lost`] : []
}

/** Every accepted send is there once, under its author, and nothing that nobody sent. */
const outgoing = ({ asked }: Ledger, { messages }: Stored): Complaints => {
  const outbound = messages.filter(({ user_id }) => user_id !== null)
  const byText = Map.groupBy(outbound, ({ content_text }) => content_text)
  const texts = new Set<string | null>(asked.map(({ text }) => text))
  return [
    ...asked.flatMap(({ text, id, roomId, userId }) => {
      const found = byText.get(text) ?? []
      const wrong = (one: StoredMessage) =>
        one.user_id !== userId || one.room_id !== roomId || one.direction !== 'outbound' || (id ?? one.id) !== one.id
      return [
        ...amiss(`the sent message «${text}»`, found.length, id !== null),
        ...(found.some(wrong) ? [`the sent message «${text}» has another author, room or id`] : []),
      ]
    }),
    ...outbound
      .filter(({ content_text }) => !texts.has(content_text))
      .map(({ id }) => `the sent message ${id} is none that a user sent`),
  ]
}

const reached = new Set(['accepted', 'sent', 'delivered', 'read', 'played'])
const ranks = ['accepted', 'sent', 'failed', 'delivered', 'read', 'played']

/** Every stored send reached WhatsApp once, or not at all with a reason; its status is the highest that WhatsApp told. */
const delivered = ({ asked }: Ledger, { messages }: Stored, { arrivals, requests }: Seen): Complaints => {
  const nameOf = new Map(asked.map(({ text }) => [text, `the sent message «${text}»`]))
  const arrivalsOf = Map.groupBy(arrivals, ({ callbackData }) => callbackData)
  const unrefused = requests.filter(
    ({ response }) => response === null || response.status < 400 || response.status >= 500,
  )
  const requestsOf = Map.groupBy(unrefused, ({ body }) => callbackDataIn(body))
  const known = new Set<string | null>(messages.map(({ id }) => id))
  return [
    ...messages
      .filter(({ user_id }) => user_id !== null)
      .flatMap((message) => {
        const what = nameOf.get(message.content_text ?? '') ?? `the sent message ${message.id}`
        const came = arrivalsOf.get(message.id) ?? []
        const tries = requestsOf.get(message.id) ?? []
        return [
          ...(came.length > 1 ? [`${what} reached WhatsApp ${came.length} times`] : []),
          ...(came.length <= 1 && tries.length > 1
            ? [`${what} went out ${tries.length} times without having been refused`]
            : []),
          ...fate(what, message, came[0]),
        ]
      }),
    ...arrivals
      .filter(({ callbackData }) => !known.has(callbackData))
      .map(({ id }) => `WhatsApp got ${id}, which is no stored message`),
  ]
}

const callbackDataIn = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'biz_opaque_callback_data' in body ? body.biz_opaque_callback_data : null

const fate = (what: string, { status, error, wa_message_id }: StoredMessage, came: Arrival | undefined): Complaints => {
  if (status === 'queued' || status === 'sending') return [`${what} stays ${status}`]
  if (came === undefined) {
    if (reached.has(status)) return [`${what} is ${status} and never reached WhatsApp`]
    return error === null ? [`${what} is ${status} without a reason`] : []
  }
  const highest = [...came.statuses, 'accepted'].reduce((a, b) => (ranks.indexOf(b) > ranks.indexOf(a) ? b : a))
  if (status !== highest) return [`${what} is ${status}, where WhatsApp says ${highest}`]
  return wa_message_id === came.id ? [] : [`${what} has not the name that WhatsApp gave it`]
}

/** Sends of a room reach WhatsApp in the order in which they were accepted. */
const order = ({ asked }: Ledger, { arrivals }: Seen): Complaints => {
  const accepted = asked.filter((one): one is Asked & { id: string } => one.id !== null)
  const places = new Map(accepted.map(({ id }, place) => [id, place]))
  const roomOf = new Map(accepted.map(({ id, roomId }) => [id, roomId]))
  const latest = new Map<string, Arrival>()
  return arrivals.flatMap((arrival) => {
    const id = arrival.callbackData ?? ''
    const room = roomOf.get(id)
    if (room === undefined) return []
    const before = latest.get(room)
    if (before === undefined || place(places, before) <= place(places, arrival)) {
      latest.set(room, arrival)
      return []
    }
    return [
      `the sent message «${textIn(arrival)}» reached WhatsApp after «${textIn(before)}», which was accepted later`,
    ]
  })
}

const place = (places: ReadonlyMap<string, number>, { callbackData }: Arrival): number =>
  places.get(callbackData ?? '') ?? -1

const textIn = ({ body }: Arrival): string => (body['text'] as { body?: string } | undefined)?.body ?? ''

/** One room to a customer, with as many unread messages as there are, and the time of its last. */
const rooms = ({ messages, rooms }: Stored): Complaints => {
  const byRoom = Map.groupBy(messages, ({ room_id }) => room_id)
  const byPhone = Map.groupBy(rooms, ({ phone }) => phone)
  return [
    ...[...byPhone]
      .filter(([, ofPhone]) => ofPhone.length > 1)
      .map(([phone, ofPhone]) => `${phone ?? 'nobody'} has ${ofPhone.length} rooms`),
    ...rooms.flatMap(({ id, phone, unread_count, read_seq, last_message_at }) => {
      const inRoom = byRoom.get(id) ?? []
      const unread = inRoom.filter(({ user_id, seq }) => user_id === null && seq > read_seq).length
      const last = inRoom.reduce((at, { created_at }) => Math.max(at, created_at), 0)
      const room = `the room of ${phone ?? id}`
      return [
        ...(unread === unread_count ? [] : [`${room} counts ${unread_count} unread messages and has ${unread}`]),
        ...(inRoom.length === 0 || last === last_message_at ? [] : [`${room} has another time of its last message`]),
      ]
    }),
  ]
}

/** WhatsApp was told of nothing as read that nobody read. */
const receipts = ({ messages, rooms }: Stored, { requests }: Seen): Complaints => {
  const readSeq = new Map(rooms.map(({ id, read_seq }) => [id, read_seq]))
  const byWamid = new Map(messages.map((message) => [message.wa_message_id, message]))
  return requests.flatMap(({ body }) => {
    if (typeof body !== 'object' || body === null || !('status' in body) || !('message_id' in body)) return []
    const message = byWamid.get(String(body.message_id))
    const isRead =
      message !== undefined && message.user_id === null && message.seq <= (readSeq.get(message.room_id) ?? 0)
    return isRead ? [] : [`WhatsApp was told that ${String(body.message_id)} is read, which nobody has read`]
  })
}

/** What can't be applied is kept, and nothing else. */
const failures = ({ planted }: Ledger, stored: Stored): Complaints => [
  ...stored.failures
    .filter(({ raw }) => !planted.some((id) => raw.includes(id)))
    .map(({ error }) => `a webhook failed that nobody planted: ${error}`),
  ...planted
    .filter((id) => !stored.failures.some(({ raw }) => raw.includes(id)))
    .map((id) => `the planted ${id} is not among the failures`),
]
