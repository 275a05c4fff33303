import { ok, ResultAsync, safeTry } from 'neverthrow'
import { attributeToCustomer, attributeToUser } from '../attribution/attribute-message.ts'
import type { Unavailable } from '../errors.ts'
import { type DomainEvent, roomCreated, roomUpdated } from '../event/domain-event.ts'
import type { Instant } from '../instant.ts'
import type { OwnNumber } from '../lead/business-number.ts'
import { possibleIdentities, shownIdentities } from '../lead/customer.ts'
import { type CustomerDirectory, customerDirectory } from '../lead/customer-directory.ts'
import { identityKey } from '../lead/identity.ts'
import type { Lead, LeadId } from '../lead/lead.ts'
import { referralOf } from '../lead/referral.ts'
import { derivedId } from '../message/message-id.ts'
import type { Message, MessageFacts, MessageId } from '../message/message.ts'
import type { MessageChange } from '../message/message-change.ts'
import { received, sentElsewhere, type StatusReport } from '../message/message-status.ts'
import { reactionsOf } from '../message/reaction.ts'
import type { Digest } from '../ports/digest.ts'
import type { IdSource } from '../ports/id-source.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import { newRoom } from '../room/new-room.ts'
import { withMessage } from '../room/room-activity.ts'
import { tellRoomsOfLeads } from '../room/tell-rooms-of-leads.ts'
import type { Room, RoomId } from '../room/room.ts'
import { BUSINESS_APP_USER_ID } from '../user/user.ts'
import { applyTemplateChanges } from './apply-template-changes.ts'
import { customersOfItem, tellsOptOut } from './customers-of-item.ts'
import { numberOf, problemOf } from './problem-of-item.ts'
import { assignOpened, holdAssignments } from './assign-opened.ts'
import { knownLeads, type News, refreshLeads, saveLeads } from './refresh-leads.ts'
import { planAutomaticReplies, replyAutomatically, roomsToAnswer, settingsToReplyBy } from './reply-automatically.ts'
import { restoreRates } from './restore-rates.ts'
import { storeMessages } from './store-messages.ts'
import type { Said, WebhookItem } from './webhook-item.ts'

type Needs = Readonly<{ numbers: readonly OwnNumber[]; ids: IdSource; digest: Digest }>

export type RejectedItem = Readonly<{ item: WebhookItem; problem: string }>

/** A said item with everything known about where it belongs. */
type Placed = Readonly<{ said: Said & { kind: 'message' | 'echo' }; number: OwnNumber; leadId: LeadId; id: MessageId }>

/**
 * Applies webhook items in the given order, inside a unit of work of the caller's, with a number of store calls that does not
 * depend on how many items there are (D5). Items seen before leave no trace (D2). Answers those that can't be applied.
 */
export const applyItems = (
  needs: Needs,
  stores: Stores,
  items: readonly WebhookItem[],
  now: Instant,
): ResultAsync<readonly RejectedItem[], Unavailable> =>
  safeTry(async function* () {
    const rejected: RejectedItem[] = []
    const placed: Placed[] = []
    const news: (News & { messageId: MessageId | null })[] = []
    const reports: StatusReport[] = []

    yield* await restoreRates(stores, needs.numbers, items, now)
    const directory = yield* await meetCustomers(needs, stores, items, now)
    for (const item of items) {
      const problem = problemOf(needs.numbers, item, now)
      if (problem !== undefined) rejected.push({ item, problem })
      const number = numberOf(needs.numbers, item)
      if (problem !== undefined || number === undefined) continue
      if (item.kind === 'status') reports.push(item.report)
      if (item.kind === 'status' && tellsOptOut(item.report)) {
        const leadId = directory.find(number.businessAccountId, item.customer)
        const choice = { optOut: true, at: item.report.at }
        if (leadId !== undefined) news.push({ leadId, customer: {}, messageId: null, choice })
      }
      if (item.kind === 'marketing_choice') {
        // Kept of somebody whom nobody knows yet as well, for they may be written to one day.
        const leadId = directory.resolve(number.businessAccountId, item.customer)
        const customer = directory.add(number.businessAccountId, leadId, item.customer)
        news.push({ leadId, customer, messageId: null, choice: item.choice })
      }
      if (item.kind === 'identity_change') {
        // Also of somebody who is not known yet: what they said before may come later.
        const leadId = directory.resolve(number.businessAccountId, item.customer)
        directory.add(number.businessAccountId, leadId, item.customer)
        const customer = directory.add(number.businessAccountId, leadId, item.added)
        news.push({ leadId, customer, messageId: null })
      }
      if (item.kind === 'message' || item.kind === 'echo') {
        const leadId = directory.resolve(number.businessAccountId, item.customer)
        const id = derivedId(needs.digest, item.sentAt, number.phoneNumberId, item.waMessageId) as MessageId
        placed.push({ said: item, number, leadId, id })
        const referral = item.referral && referralOf(item.referral, item.sentAt)
        for (const shown of item.added === null ? [item.customer] : [item.customer, item.added]) {
          const customer = directory.add(number.businessAccountId, leadId, shown)
          news.push({ leadId, customer, referral, messageId: id })
        }
      }
    }

    const [held, replySettings] = yield* await ResultAsync.combine([
      lockKnownRooms(needs, stores, directory, placed),
      settingsToReplyBy(stores, items),
    ])
    const leads = yield* await knownLeads(
      stores,
      directory,
      news,
      held.map(({ lead }) => lead),
    )
    yield* await stores.leads.save(directory.newLeads())
    yield* await stores.leads.link(directory.aliases(), directory.conflicts())
    const { rooms, opened } = yield* await openRooms(needs, stores, placed, leads, held, now)
    yield* await stores.events.append(opened.map(roomCreated), now)
    const roomOf = ({ number, leadId }: Placed): Room => present(rooms.get(roomKey(number.phoneNumberId, leadId)))

    const assigning = yield* await holdAssignments(stores, opened, rooms.values())
    const messages = yield* await messagesOf(stores, placed, roomOf)
    const changes = placed.flatMap((item) => changeOf(item, roomOf(item)))
    const plans = yield* await planAutomaticReplies(stores, replySettings, messages, rooms.values(), now)
    const fresh = yield* await storeMessages(
      stores,
      { messages, changes, reports, answered: roomsToAnswer(plans) },
      now,
    )
    const added = [...fresh, ...(yield* await replyAutomatically(needs, stores, plans, fresh, now))]
    const addedIds = new Set<MessageId>(added.map(({ id }) => id))
    const refreshedLeads = refreshLeads(
      leads,
      news.filter(({ messageId }) => messageId === null || addedIds.has(messageId)),
      now,
    )
    yield* await saveLeads(stores, leads, refreshedLeads, news, now)
    const touched = touchedRooms(rooms, added, refreshedLeads, now)
    yield* await stores.rooms.save(touched)
    if (assigning !== undefined) yield* await assignOpened(needs, stores, assigning, touched, added, now)
    yield* await stores.reactions.save(added.flatMap(reactionsOf))
    yield* await applyTemplateChanges(stores, needs.numbers, items, now)
    yield* await stores.events.append(roomsUpdated(rooms, touched, opened, leads, refreshedLeads), now)
    yield* await tellRoomsOfLeads(stores, needs.numbers, changedElsewhere(rooms, leads, refreshedLeads), now)
    return ok(rejected)
  })

/** Loads who is known. Who shows a name that nobody has yet is looked for again with the names locked, so that two can't be made. */
const meetCustomers = (needs: Needs, stores: Stores, items: readonly WebhookItem[], now: Instant) =>
  safeTry<CustomerDirectory, Unavailable>(async function* () {
    const customers = items.flatMap((item) => {
      const scope = numberOf(needs.numbers, item)?.businessAccountId
      return scope === undefined ? [] : customersOfItem(item).map((customer) => ({ scope, customer }))
    })
    const open = (owners: Parameters<typeof customerDirectory>[0]) =>
      customerDirectory(owners, () => needs.ids.newId(now) as LeadId, now)
    const shown = customers.flatMap(({ scope, customer }) => shownIdentities(scope, customer))
    const owners = yield* await stores.leads.owners(shown)
    const owned = new Set(owners.map(identityKey))
    const strangers = customers.filter(({ scope, customer }) =>
      shownIdentities(scope, customer).some((identity) => !owned.has(identityKey(identity))),
    )
    if (strangers.length === 0) return ok(open(owners))
    const possible = strangers.flatMap(({ scope, customer }) => possibleIdentities(scope, customer))
    yield* await stores.leads.lockIdentities(possible)
    return ok(open([...owners, ...(yield* await stores.leads.owners(possible))]))
  })

const roomKey = (phoneNumberId: string, leadId: LeadId): string => `${phoneNumberId} ${leadId}`

const leadsOf = (placed: readonly Placed[], number: OwnNumber): readonly LeadId[] => [
  ...new Set(placed.flatMap((item) => (item.number === number ? item.leadId : []))),
]

type HeldRoom = Readonly<{ room: Room; lead: Lead }>

/** The rooms that the leads of placed items have already, locked. */
const lockKnownRooms = (needs: Needs, stores: Stores, directory: CustomerDirectory, placed: readonly Placed[]) =>
  safeTry<readonly HeldRoom[], Unavailable>(async function* () {
    const newLeads = new Set(directory.newLeads().map(({ id }) => id))
    const held: HeldRoom[] = []
    for (const number of needs.numbers) {
      const known = leadsOf(placed, number).filter((leadId) => !newLeads.has(leadId))
      held.push(...(yield* await stores.rooms.lockOfLeads(number.phoneNumberId, known)))
    }
    return ok(held)
  })

/** The rooms of all placed items, made where missing, locked; by `roomKey`. `opened` are those that were not there before. */
const openRooms = (
  needs: Needs,
  stores: Stores,
  placed: readonly Placed[],
  leads: ReadonlyMap<LeadId, Lead>,
  held: readonly HeldRoom[],
  now: Instant,
) =>
  safeTry<Readonly<{ rooms: ReadonlyMap<string, Room>; opened: readonly RoomId[] }>, Unavailable>(async function* () {
    const rooms = new Map(held.map(({ room }) => [roomKey(room.phoneNumberId, room.leadId), room]))
    const missing = needs.numbers.flatMap((number) =>
      leadsOf(placed, number)
        .filter((leadId) => !rooms.has(roomKey(number.phoneNumberId, leadId)))
        .map((leadId) => newRoom(needs.digest, number.phoneNumberId, present(leads.get(leadId)), now)),
    )
    if (missing.length === 0) return ok({ rooms, opened: [] })
    const isNew = yield* await stores.rooms.open(missing)
    const locked = yield* await stores.rooms.lock(missing.map(({ id }) => id))
    for (const room of locked) rooms.set(roomKey(room.phoneNumberId, room.leadId), room)
    return ok({ rooms, opened: missing.filter((_, index) => isNew[index]).map(({ id }) => id) })
  })

/** What was said, each message once; an echo of a message of ours is none. */
const messagesOf = (stores: Stores, placed: readonly Placed[], roomOf: (item: Placed) => Room) =>
  safeTry<readonly Message[], Unavailable>(async function* () {
    const echoes = placed.filter(({ said }) => said.kind === 'echo')
    const ours = new Set(
      (yield* await stores.messages.find(echoes.map(({ said }) => ({ waMessageId: said.waMessageId })))).map(
        ({ waMessageId }) => waMessageId,
      ),
    )
    const messages = new Map<MessageId, Message>()
    for (const item of placed) {
      if (messages.has(item.id) || (item.said.kind === 'echo' && ours.has(item.said.waMessageId))) continue
      const message = messageOf(item, roomOf(item))
      if (message !== undefined) messages.set(item.id, message)
    }
    return ok([...messages.values()])
  })

const messageOf = ({ said, id }: Placed, room: Room): Message | undefined => {
  if (said.what.kind !== 'content') return undefined
  const facts = {
    id,
    roomId: room.id,
    content: said.what.content,
    originalContent: null,
    editedAt: null,
    revokedAt: null,
    replyTo: null,
    replyToWaMessageId: said.replyToWaMessageId,
    context: said.context,
    referral: said.referral,
    createdAt: said.sentAt,
  } satisfies Partial<MessageFacts>
  return said.kind === 'message'
    ? attributeToCustomer({ ...facts, ...received(said.waMessageId) })
    : attributeToUser(BUSINESS_APP_USER_ID, { ...facts, ...sentElsewhere(said.waMessageId, said.sentAt) })
}

const changeOf = ({ said, id }: Placed, room: Room): readonly MessageChange[] => {
  if (said.what.kind === 'content') return []
  const common = {
    id,
    roomId: room.id,
    targetWaMessageId: said.what.targetWaMessageId,
    direction: said.kind === 'message' ? ('inbound' as const) : ('outbound' as const),
    at: said.sentAt,
  }
  return said.what.kind === 'edit'
    ? [{ ...common, kind: 'edit', content: said.what.content }]
    : [{ ...common, kind: 'revoke', content: null }]
}

const touchedRooms = (
  rooms: ReadonlyMap<string, Room>,
  added: readonly Message[],
  leads: ReadonlyMap<LeadId, Lead>,
  now: Instant,
): readonly Room[] => {
  const byRoom = Map.groupBy(added, ({ roomId }) => roomId)
  return [...rooms.values()].flatMap((room) => {
    const phone = present(leads.get(room.leadId)).phone
    const ofRoom = byRoom.get(room.id) ?? []
    if (ofRoom.length === 0 && phone === room.phone) return []
    return [ofRoom.reduce((touched, message) => withMessage(touched, message, now), { ...room, phone })]
  })
}

/** Those that show something new: a room that was opened just now has been told of. */
const roomsUpdated = (
  rooms: ReadonlyMap<string, Room>,
  touched: readonly Room[],
  opened: readonly RoomId[],
  leadsBefore: ReadonlyMap<LeadId, Lead>,
  leads: ReadonlyMap<LeadId, Lead>,
): readonly DomainEvent[] => {
  const [isTouched, isNew] = [new Set(touched.map(({ id }) => id)), new Set(opened)]
  return [...rooms.values()]
    .filter(({ id, leadId }) => isTouched.has(id) || leads.get(leadId) !== leadsBefore.get(leadId))
    .flatMap(({ id }) => (isNew.has(id) ? [] : roomUpdated(id)))
}

/** Leads that are others now and have no room in this group, as after a choice of theirs about marketing. */
const changedElsewhere = (
  rooms: ReadonlyMap<string, Room>,
  before: ReadonlyMap<LeadId, Lead>,
  after: ReadonlyMap<LeadId, Lead>,
): readonly LeadId[] => {
  const here = new Set([...rooms.values()].map(({ leadId }) => leadId))
  return [...after.keys()].filter((id) => !here.has(id) && after.get(id) !== before.get(id))
}

const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('a row that this unit of work has just written is missing')
  return value
}
