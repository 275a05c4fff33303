import { hash } from 'node:crypto'

/**
 * Meta's mix: of 11 webhooks ten are statuses and one is an incoming message. Ten messages of ours make a cycle of 33: each is
 * reported sent in its cycle, delivered and read some cycles later, as it would be at 1,000 messages a second.
 */
export type Traffic = Readonly<{
  /** Keeps what several runs on one database send apart. */
  run: number
  /** When the first message of ours was made, in milliseconds. */
  since: number
  /** How many customers there are at the start; each has a room. */
  customers: number
  /** Known customers write, and nothing else happens. */
  incomingOnly?: boolean
}>

export type TrafficItem =
  | Readonly<{ kind: 'status'; status: 'sent' | 'delivered' | 'read'; message: number }>
  | Readonly<{ kind: 'incoming'; message: number; customer: number }>

const CYCLE = 33
const SENT_IN_CYCLE = 10
const INCOMING_IN_CYCLE = 3
const CYCLES_TO_READ = 300
const CYCLES_TO_DELIVERED = 30
/** Every so manieth incoming message is the first of somebody new. */
const STRANGER_EVERY = 50

/** Messages of ours that have been sent, or delivered as well, before the traffic begins. */
export const sentBefore = SENT_IN_CYCLE * CYCLES_TO_READ
export const deliveredBefore = SENT_IN_CYCLE * (CYCLES_TO_READ - CYCLES_TO_DELIVERED)

const statuses = [
  { status: 'sent', first: sentBefore },
  { status: 'delivered', first: deliveredBefore },
  { status: 'read', first: 0 },
] as const

/** The `index`th item of the traffic. Customers beyond `customers` are new ones. */
export const itemAt = ({ customers, incomingOnly = false }: Traffic, index: number): TrafficItem => {
  if (incomingOnly) return { kind: 'incoming', message: index, customer: (index * 7) % customers }
  const cycle = Math.floor(index / CYCLE)
  const place = index % CYCLE
  if (place % 11 === 10) {
    const message = cycle * INCOMING_IN_CYCLE + (place - 10) / 11
    const stranger = message % STRANGER_EVERY === STRANGER_EVERY - 1
    const customer = stranger ? customers + Math.floor(message / STRANGER_EVERY) : (message * 7) % customers
    return { kind: 'incoming', message, customer }
  }
  const turn = place - Math.floor(place / 11)
  const { status, first } = statuses[turn % 3] ?? statuses[0]
  return { kind: 'status', status, message: first + cycle * SENT_IN_CYCLE + Math.floor(turn / 3) }
}

/** What the first `items` items amount to. */
export type Outcome = Readonly<{
  /** Our messages before this ordinal have been reported sent (delivered, read). */
  sent: number
  delivered: number
  read: number
  incoming: number
  strangers: number
}>

export const outcomeOf = (traffic: Traffic, items: number): Outcome => {
  const cycles = Math.floor(items / CYCLE)
  const rest = Array.from({ length: items % CYCLE }, (_, place) => itemAt(traffic, cycles * CYCLE + place))
  const reported = (status: string) =>
    cycles * SENT_IN_CYCLE + rest.filter((item) => item.kind === 'status' && item.status === status).length
  const incoming = cycles * INCOMING_IN_CYCLE + rest.filter(({ kind }) => kind === 'incoming').length
  return {
    sent: sentBefore + reported('sent'),
    delivered: deliveredBefore + reported('delivered'),
    read: reported('read'),
    incoming,
    strangers: Math.floor(incoming / STRANGER_EVERY),
  }
}

/** Messages of ours that `items` items need. */
export const messagesFor = (items: number): number => sentBefore + Math.ceil(items / CYCLE + 1) * SENT_IN_CYCLE

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
const split = (time: number): string => `${hex(time, 12).slice(0, 8)}-${hex(time, 12).slice(8)}`

/** Our id of a message of ours; `seedTraffic` makes the same ones in SQL. */
export const messageId = ({ run, since }: Traffic, message: number): string =>
  `${split(since + message)}-7${hex(run, 3)}-8000-${hex(message, 12)}`

/** WhatsApp's id; as scattered over an index as real ones are. */
export const waMessageId = ({ run }: Traffic, origin: 'ours' | 'theirs', message: number): string =>
  `wamid.HBgN${hash('md5', `${run}:${origin}:${message}`)}${String(message).padStart(10, '0')}`

/** The customer's number; strangers of different runs are different people. */
export const waIdOf = ({ run, customers }: Traffic, customer: number): string =>
  customer < customers ? `62812${String(customer).padStart(8, '0')}` : `62813${run}${String(customer).padStart(7, '0')}`

export const bsuidOf = (traffic: Traffic, customer: number): string => `ID.${waIdOf(traffic, customer)}0042`

/** The id of a customer's room; `seedCustomers` makes the same ones in SQL. */
export const roomIdOf = ({ since }: Pick<Traffic, 'since'>, customer: number): string =>
  `${split(since)}-7bbb-8000-${hex(customer, 12)}`
