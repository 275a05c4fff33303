import {
  type AssignmentSettings,
  type DomainEvent,
  makeAddParticipant,
  makeAssignRooms,
  makeClaimReviewItem,
  makeMendAssignments,
  makeReleaseReviewItem,
  makeRemoveParticipant,
  makeResolveReviewItem,
  makeUpdateProfile,
  makeUpdateRoom,
  makeUpdateSettings,
  makeUpdateUser,
  type MessageId,
  type ReviewItem,
  type Room,
  thenAssign,
  type UnitOfWork,
  type User,
} from '@boztell/core'
import { aBusiness, aNamedCustomer } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aText } from '../../builders/a-message.ts'
import { aMessageItem } from '../../builders/a-webhook.ts'
import { anId } from '../../builders/an-id.ts'
import { storeAccount, stored } from '../../builders/store.ts'
import { testCredentials } from '../../builders/test-credentials.ts'

/** A business that gives rooms to agents by itself, with what frees an agent or a room. */
export const anAssigningBusiness = async (unitOfWork: UnitOfWork, settings: Partial<AssignmentSettings> = {}) => {
  const business = aBusiness(unitOfWork)
  const { clock } = business
  const assignRooms = makeAssignRooms(business)
  const { user: admin } = await storeAccount(unitOfWork, { role: 'admin' })
  const both = { mode: 'round_robin', capacity: 10, ...settings } as const
  await stored(unitOfWork, (stores) => stores.settings.save('assignment', both))
  const { last: begin } = await stored(unitOfWork, ({ events }) => events.ends())
  const needs = { ...business, credentials: testCredentials }
  const updateProfile = thenAssign(makeUpdateProfile(needs), assignRooms)
  const updateRoom = thenAssign(makeUpdateRoom(needs), assignRooms)
  const updateUser = thenAssign(makeUpdateUser(needs), assignRooms)
  const releaseReviewItem = thenAssign(makeReleaseReviewItem(needs), assignRooms)
  const removeParticipant = thenAssign(makeRemoveParticipant(needs), assignRooms)

  const ofRoom = (room: Room) =>
    stored(unitOfWork, ({ participants }) => participants.list(room.id)).then((all) =>
      all.map(({ name, reason }) => `${name}: ${String(reason)}`),
    )
  const say = async (availability: User['availability'], user: User) => {
    ;(await updateProfile({ viewer: user, token: 'none', availability }))._unsafeUnwrap()
  }

  return {
    ...business,
    admin,
    assign: async () => (await assignRooms())._unsafeUnwrap(),
    mend: async () => {
      ;(await makeMendAssignments(business)())._unsafeUnwrap()
    },
    anAgent: async (name: string, overrides: Partial<User> = {}) =>
      (await storeAccount(unitOfWork, { name, ...overrides })).user,
    /** A room that a new customer opens. */
    aRoom: async (): Promise<Room> => {
      const customer = aNamedCustomer()
      await business.take(aMessageItem({ customer, sentAt: clock.now() }))
      return (await business.roomOf(customer))!.room
    },
    /** The customer of a room says something more. */
    saysMore: async ({ phone }: Room) => {
      await business.take(aMessageItem({ customer: { waId: phone?.slice(1) ?? '' }, sentAt: clock.now() }))
    },
    /** Who takes part, and how the room came to them. */
    ofRoom,
    /** How many open rooms each of these has. */
    loadsOf: async (...users: readonly User[]) => {
      const rooms = await stored(unitOfWork, ({ inbox }) =>
        inbox.rooms(
          { visibleTo: null, assignedTo: null, status: 'open', unread: null, q: null },
          { limit: 1_000, cursor: null },
        ),
      )
      return users.map(({ id }) => rooms.data.filter(({ participants }) => participants.includes(id)).length)
    },
    /** How many rooms count as the agent's, who is there. */
    loadOf: async ({ id }: User) => {
      const candidates = await stored(unitOfWork, ({ assignments }) => assignments.candidates())
      return candidates.find(({ userId }) => userId === id)?.load
    },
    answer: async (user: User, room: Room) => {
      const said = { viewer: user, userId: user.id, id: anId<MessageId>(clock.now()), target: { roomId: room.id } }
      ;(await business.send({ ...said, content: aText() }))._unsafeUnwrap()
    },
    comes: (user: User) => say('online', user),
    goes: (user: User) => say('away', user),
    close: async (room: Room) => {
      ;(await updateRoom({ viewer: admin, roomId: room.id, status: 'closed' }))._unsafeUnwrap()
    },
    reopen: async (room: Room) => {
      ;(await updateRoom({ viewer: admin, roomId: room.id, status: 'open' }))._unsafeUnwrap()
    },
    suspend: async (user: User) => {
      ;(await updateUser({ viewer: admin, userId: user.id, status: 'suspended' }))._unsafeUnwrap()
    },
    add: async (user: User, room: Room) => {
      ;(await makeAddParticipant(needs)({ viewer: admin, roomId: room.id, userId: user.id }))._unsafeUnwrap()
    },
    remove: async (user: User, room: Room) => {
      ;(await removeParticipant({ viewer: admin, roomId: room.id, userId: user.id }))._unsafeUnwrap()
    },
    claim: async (user: User, item: ReviewItem) => {
      ;(await makeClaimReviewItem(needs)({ viewer: user, itemId: item.id }))._unsafeUnwrap()
    },
    release: async (user: User, item: ReviewItem) => {
      ;(await releaseReviewItem({ viewer: user, itemId: item.id }))._unsafeUnwrap()
    },
    resolve: async (user: User, item: ReviewItem) => {
      ;(await makeResolveReviewItem(needs)({ viewer: user, itemId: item.id }))._unsafeUnwrap()
    },
    reads: async (user: User, room: Room) => {
      ;(await business.readRoom({ viewer: user, roomId: room.id }))._unsafeUnwrap()
    },
    setCapacity: async (capacity: number) => {
      const change = { viewer: admin, kind: 'assignment', settings: { ...both, capacity } } as const
      ;(await thenAssign(makeUpdateSettings(needs), assignRooms)(change))._unsafeUnwrap()
    },
    /** The review queue, oldest first. */
    queue: async (status: ReviewItem['status'] = 'open'): Promise<readonly ReviewItem[]> =>
      (
        await stored(unitOfWork, ({ reviewQueue }) =>
          reviewQueue.list({ status, reason: 'no_agent_available' }, { limit: 1_000, cursor: null }),
        )
      ).data,
    /** What was told since the beginning, of a type. */
    told: async (type: DomainEvent['type']): Promise<readonly DomainEvent[]> =>
      (await stored(unitOfWork, ({ events }) => events.after(begin, 10_000))).batches
        .flatMap((batch) => batch.events)
        .filter((event) => event.type === type),
    later: (milliseconds: number) => clock.set(Math.max(clock.now(), TEST_NOW) + milliseconds),
  }
}
