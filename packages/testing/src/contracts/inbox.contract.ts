import type { Lead, Room, RoomFilter, Stores, UnitOfWork, User } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aCustomerMessage, aReaction, aUserMessage } from '../builders/a-message.ts'
import type { Conversation } from '../builders/a-room.ts'
import { aRoom } from '../builders/a-room.ts'
import { anId } from '../builders/an-id.ts'
import { storeAccount, storeConversation, stored } from '../builders/store.ts'
import { aWaMessageId } from '../builders/whatsapp-names.ts'
import { inboxOfMessages } from './inbox-of-messages.ts'
import { allPages, storeTest, times } from './store-test.ts'

const everything: RoomFilter = { visibleTo: null, assignedTo: null, status: null, unread: null, q: null }
/** An agent who takes part in rooms of their own, so that a filter by them shows nobody else's. */
const aDesk = async (unitOfWork: UnitOfWork) => {
  const { user: agent } = await storeAccount(unitOfWork)
  const takePart = (room: Room, user: User = agent) =>
    stored(unitOfWork, ({ participants }) => participants.add([{ roomId: room.id, userId: user.id, at: TEST_NOW }]))
  return {
    agent,
    takePart,
    addRoom: async (room: Partial<Room> = {}, lead: Partial<Lead> = {}): Promise<Conversation> => {
      const conversation = await storeConversation(unitOfWork, room, lead)
      await takePart(conversation.room)
      return conversation
    },
  }
}

const titlesOf = (rooms: readonly Readonly<{ room: Room }>[]) => rooms.map(({ room }) => room.title)

export const inboxContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  inboxOfMessages(adapter, makeUnitOfWork)

  const test = storeTest(makeUnitOfWork)
    .extend('desk', ({ unitOfWork }) => aDesk(unitOfWork))
    .extend('roomId', async ({ unitOfWork }) => (await storeConversation(unitOfWork)).room.id)

  const listing =
    ({ agent }: Readonly<{ agent: User }>, filter: Partial<RoomFilter> = {}) =>
    ({ inbox }: Stores) =>
      inbox.rooms({ ...everything, visibleTo: agent.id, ...filter }, { limit: 100, cursor: null })

  describe(`${adapter} keeps the Inbox contract: rooms`, () => {
    test('lists rooms by newest activity, a room without messages by its creation', async ({ run, desk }) => {
      await desk.addRoom({ title: 'quiet', createdAt: TEST_NOW + 2 })
      await desk.addRoom({ title: 'old but busy', createdAt: TEST_NOW, lastMessageAt: TEST_NOW + 3 })
      await desk.addRoom({ title: 'new but silent', createdAt: TEST_NOW + 4, lastMessageAt: TEST_NOW + 1 })
      const { data } = await run(listing(desk))
      expect(titlesOf(data)).toEqual(['old but busy', 'quiet', 'new but silent'])
    })

    test('gives every room once, page by page, though many are of the same moment', async ({ run, desk }) => {
      for (const index of times(7, (turn) => turn)) await desk.addRoom({ title: String(index) })
      const filter = { ...everything, visibleTo: desk.agent.id }
      const listed = await allPages((cursor) => run(({ inbox }) => inbox.rooms(filter, { limit: 3, cursor })))
      expect(new Set(titlesOf(listed))).toEqual(new Set(times(7, String)))
    })

    test('keeps a page’s order though a room moves up in between', async ({ unitOfWork, run, desk }) => {
      const rooms = []
      for (const later of times(4, (turn) => turn))
        rooms.push(await desk.addRoom({ title: String(later), lastMessageAt: TEST_NOW + later }))
      const filter = { ...everything, visibleTo: desk.agent.id }
      const first = await run(({ inbox }) => inbox.rooms(filter, { limit: 2, cursor: null }))
      const moved = { ...rooms[0]!.room, lastMessageAt: TEST_NOW + 60_000 }
      await stored(unitOfWork, ({ rooms: all }) => all.lock([moved.id]).andThen(() => all.save([moved])))
      const second = await run(({ inbox }) => inbox.rooms(filter, { limit: 2, cursor: first.nextCursor }))
      expect(titlesOf(first.data)).toEqual(['3', '2'])
      expect(titlesOf(second.data)).toEqual(['1'])
      expect(second.nextCursor).toBeNull()
    })

    test('gives no cursor with a last page that is full', async ({ run, desk }) => {
      await desk.addRoom()
      await desk.addRoom()
      const filter = { ...everything, visibleTo: desk.agent.id }
      const page = await run(({ inbox }) => inbox.rooms(filter, { limit: 2, cursor: null }))
      expect(page.data).toHaveLength(2)
      expect(page.nextCursor).toBeNull()
    })

    test('starts over with a cursor that no page gave', async ({ run, desk }) => {
      await desk.addRoom({ title: 'only' })
      for (const cursor of ['', 'nonsense', 'eyJhIjoxfQ', '%%%']) {
        const page = await run(({ inbox }) =>
          inbox.rooms({ ...everything, visibleTo: desk.agent.id }, { limit: 5, cursor }),
        )
        expect(titlesOf(page.data), cursor).toEqual(['only'])
      }
    })

    test('gives cursors that fit into a URL', async ({ run, desk }) => {
      // Moments of every length, so that no encoding gets along without padding by luck.
      for (const createdAt of [5, 50, 500]) await desk.addRoom({ createdAt })
      const filter = { ...everything, visibleTo: desk.agent.id }
      for (const limit of [1, 2]) {
        const { nextCursor } = await run(({ inbox }) => inbox.rooms(filter, { limit, cursor: null }))
        expect(nextCursor).toMatch(/^[\w-]+$/)
      }
    })

    test('shows a user the rooms in which they take part, and who is assigned among them', async ({
      unitOfWork,
      run,
      desk,
    }) => {
      const { user: colleague } = await storeAccount(unitOfWork)
      const shared = await desk.addRoom({ title: 'shared' })
      await desk.addRoom({ title: 'mine' })
      await desk.takePart(shared.room, colleague)
      expect(titlesOf((await run(listing(desk, { assignedTo: colleague.id }))).data)).toEqual(['shared'])
      expect(titlesOf((await run(listing({ agent: colleague }))).data)).toEqual(['shared'])
      const assigned = await run(listing(desk, { visibleTo: null, assignedTo: desk.agent.id }))
      expect(new Set(titlesOf(assigned.data))).toEqual(new Set(['shared', 'mine']))
    })

    test('filters by status and by unread messages', async ({ run, desk }) => {
      await desk.addRoom({ title: 'closed', status: 'closed' })
      await desk.addRoom({ title: 'unread', unreadCount: 2 })
      const titles = async (filter: Partial<RoomFilter>) => titlesOf((await run(listing(desk, filter))).data)
      expect(await titles({ status: 'closed' })).toEqual(['closed'])
      expect(await titles({ status: 'open' })).toEqual(['unread'])
      expect(await titles({ unread: true })).toEqual(['unread'])
      expect(await titles({ unread: false })).toEqual(['closed'])
    })

    test.for([
      ['part of the title, whatever the case', 'KOPI', ['Toko Kopi']],
      ["part of the lead's name", 'sari', ['Rumah']],
      ['part of the phone', '+62811777', ['Rumah']],
      ['nothing that is there', 'zzz', []],
      ['a percent sign, literally', '%', ['100% Asli']],
      ['an underscore, literally', '_', ['snake_case']],
      ['a backslash, literally', '\\', ['back\\slash']],
    ] as const)('finds rooms by %s', async ([, q, titles], { run, desk }) => {
      await desk.addRoom({ title: 'Toko Kopi' })
      await desk.addRoom({ title: 'Rumah', phone: '+628117770001' }, { name: 'Bu Sari' })
      for (const title of ['100% Asli', 'snake_case', 'back\\slash']) await desk.addRoom({ title })
      expect(titlesOf((await run(listing(desk, { q }))).data)).toEqual(titles)
    })

    test('shows a room with its lead, participants in order, and last message', async ({ unitOfWork, run, desk }) => {
      const { lead, room } = await desk.addRoom()
      const { user: second } = await storeAccount(unitOfWork)
      await desk.takePart(room, second)
      const quoted = aUserMessage({ roomId: room.id, waMessageId: aWaMessageId(), status: 'sent' })
      const last = aCustomerMessage({ roomId: room.id, replyToWaMessageId: quoted.waMessageId })
      const changed: Room = { ...room, lastMessageId: last.id, lastMessageAt: last.createdAt }
      await run(({ rooms, messages, reactions }) =>
        rooms
          .lock([room.id])
          .andThen(() => messages.append([quoted, last]))
          .andThen(() => rooms.save([changed]))
          .andThen(() => reactions.save([aReaction({ roomId: room.id, targetWaMessageId: last.waMessageId! })])),
      )
      const expected = {
        room: changed,
        lead,
        lastMessage: { message: last, replyTo: quoted.id, reactions: [{ userId: null, emoji: '👍' }] },
        participants: [desk.agent.id, second.id],
      }
      expect(await run(({ inbox }) => inbox.room(room.id))).toEqual(expected)
      expect((await run(listing(desk))).data).toEqual([expected])
    })

    test('shows a room without messages and without participants', async ({ unitOfWork, run }) => {
      const { lead, room } = await storeConversation(unitOfWork)
      expect(await run(({ inbox }) => inbox.room(room.id))).toEqual({ room, lead, lastMessage: null, participants: [] })
      expect(await run(({ inbox }) => inbox.room(anId<Room['id']>()))).toBeUndefined()
    })

    test('hands out copies', async ({ unitOfWork, run }) => {
      const { lead, room } = await storeConversation(unitOfWork)
      const seen = await run(({ inbox }) => inbox.room(room.id))
      Object.assign(seen!.room, { title: 'spoiled' })
      Object.assign(seen!.lead, { name: 'spoiled' })
      expect(await run(({ inbox }) => inbox.room(room.id))).toMatchObject({ room, lead })
    })
  })

  describe(`${adapter} keeps the Inbox contract: leads`, () => {
    test('lists the leads with whom a user shares a room, newest first, page by page', async ({ run, desk }) => {
      const added: Conversation[] = []
      for (const later of times(5, (turn) => turn)) added.push(await desk.addRoom({}, { createdAt: TEST_NOW + later }))
      const listed = await allPages((cursor) => run(({ inbox }) => inbox.leads(desk.agent.id, { limit: 2, cursor })))
      expect(listed).toEqual(added.map(({ lead }) => lead).toReversed())
    })

    test('lists a lead once, though they have two rooms', async ({ run, desk }) => {
      const { lead } = await desk.addRoom()
      const second = aRoom({ leadId: lead.id, phoneNumberId: '999' })
      await run(({ rooms }) => rooms.open([second]))
      await desk.takePart(second)
      expect((await run(({ inbox }) => inbox.leads(desk.agent.id, { limit: 9, cursor: null }))).data).toEqual([lead])
    })

    test('lists everybody for who sees all', async ({ unitOfWork, run }) => {
      const { lead } = await storeConversation(unitOfWork)
      const listed = await allPages((cursor) => run(({ inbox }) => inbox.leads(null, { limit: 100, cursor })))
      expect(listed).toContainEqual(lead)
    })

    test('knows whether a user shares a room with a lead', async ({ unitOfWork, run, desk }) => {
      const { lead } = await desk.addRoom()
      const { lead: stranger } = await storeConversation(unitOfWork)
      expect(await run(({ inbox }) => inbox.sharesRoom(lead.id, desk.agent.id))).toBe(true)
      expect(await run(({ inbox }) => inbox.sharesRoom(stranger.id, desk.agent.id))).toBe(false)
    })
  })
}
