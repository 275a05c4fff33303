import type { MessageId, RoomId, UnitOfWork, WebhookItem } from '@boztell/core'
import { DAY, MINUTE, notFound, SECOND } from '@boztell/core'
import { err } from 'neverthrow'
import { describe, expect, test } from 'vitest'
import { aBusiness, errorOf } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aText } from '../../builders/a-message.ts'
import { aMessageItem } from '../../builders/a-webhook.ts'
import { anId } from '../../builders/an-id.ts'
import { storeConversation, stored } from '../../builders/store.ts'
import { dawdle, times } from '../../contracts/store-test.ts'
import { interposed, warmUp } from '../interposed.ts'
import { aWatch } from '../events/a-watch.ts'
import { storeAssignedRoom } from './an-assigned-room.ts'

type Reading = Readonly<{ upTo?: MessageId; typing?: boolean }>

export const readRoomScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const open = async () => {
    const business = aBusiness(await makeUnitOfWork())
    const { customer, room, user: viewer, said } = await business.anOpenConversation()
    const roomId = room.id
    const attempt = (command: Reading) => business.readRoom({ viewer, roomId, ...command })
    return {
      ...business,
      viewer,
      room,
      first: said,
      says: (overrides: Parameters<typeof aMessageItem>[0] = {}): WebhookItem & { waMessageId: string } =>
        aMessageItem({ customer, ...overrides }),
      attempt,
      read: async (command: Reading = {}) => (await attempt(command))._unsafeUnwrap(),
      unread: async () => (await business.roomOf(customer))?.room.unreadCount,
      /** Ours, of a message that was received. */
      idOf: async ({ waMessageId }: Readonly<{ waMessageId: string }>) =>
        (await business.messagesOf(room)).find(({ message }) => message.waMessageId === waMessageId)?.message.id ??
        anId<MessageId>(),
      /** What a worker would be given. */
      receipts: (now = TEST_NOW) =>
        stored(business.unitOfWork, ({ readReceipts }) => readReceipts.claim(100, now, now + MINUTE)),
    }
  }

  describe(`Reading a room, on ${adapter}`, () => {
    test('leaves nothing unread, and word for WhatsApp of the newest message of the customer', async () => {
      const { take, says, read, receipts, room, clock } = await open()
      const newest = says({ sentAt: TEST_NOW + MINUTE })
      await take(newest, says({ sentAt: TEST_NOW - MINUTE }))
      clock.advance(SECOND)
      const view = await read()
      expect(view.room).toMatchObject({ id: room.id, unreadCount: 0, updatedAt: TEST_NOW + SECOND })
      expect(await receipts(TEST_NOW + SECOND)).toMatchObject([
        { roomId: room.id, phoneNumberId: room.phoneNumberId, waMessageId: newest.waMessageId, typingUntil: null },
      ])
    })

    test('of which nothing is unread touches nothing and tells WhatsApp nothing', async () => {
      const { unitOfWork, read, receipts, clock, viewer } = await open()
      const watch = await aWatch(unitOfWork, viewer)
      const { room } = await read()
      expect(await receipts()).toHaveLength(1)
      expect((await watch.heard()).map((told) => told.split(' ')[0])).toEqual(['room.updated'])
      clock.advance(MINUTE)
      expect((await read()).room).toEqual(room)
      expect(await receipts(TEST_NOW + SECOND)).toEqual([])
      expect(await watch.heard()).toEqual([])
    })

    test('by several people at once makes one receipt', async () => {
      const { unitOfWork, read, receipts } = await open()
      await warmUp(unitOfWork, 5)
      const views = await Promise.all(times(5, () => read()))
      expect(views.map((view) => view.room.unreadCount)).toEqual([0, 0, 0, 0, 0])
      expect(await receipts()).toHaveLength(1)
    })

    test('up to a message leaves unread what arrived after it, and tells WhatsApp of no more', async () => {
      const { take, says, read, unread, idOf, receipts } = await open()
      const [seen, unseen] = [says({ sentAt: TEST_NOW + SECOND }), says({ sentAt: TEST_NOW + 2 * SECOND })]
      await take(seen)
      await take(unseen)
      expect((await read({ upTo: await idOf(seen) })).room.unreadCount).toBe(1)
      expect(await receipts()).toMatchObject([{ waMessageId: seen.waMessageId }])
      await take(says())
      expect(await unread()).toBe(2)
      await read()
      expect(await unread()).toBe(0)
    })

    test('up to the newest message reads what arrived late and shows before it', async () => {
      const { take, says, read, unread, idOf } = await open()
      const newest = says({ sentAt: TEST_NOW + MINUTE })
      await take(newest)
      await take(says({ sentAt: TEST_NOW - MINUTE }))
      await read({ upTo: await idOf(newest) })
      expect(await unread()).toBe(0)
    })

    test('makes nothing unread again, and counts what arrives later, whenever it was said', async () => {
      const { take, says, read, unread, idOf, first, receipts } = await open()
      await take(says({ sentAt: TEST_NOW + MINUTE }))
      await read()
      await receipts()
      await read({ upTo: await idOf(first) })
      expect(await unread()).toBe(0)
      expect(await receipts(TEST_NOW + SECOND)).toEqual([])
      await take(says({ sentAt: TEST_NOW - MINUTE }))
      expect(await unread()).toBe(1)
    })

    test('swallows no message that arrives meanwhile, neither named nor not', async () => {
      const { unitOfWork, take, says, unread, idOf, first, readRoom, viewer, room, messagesOf, clock } = await open()
      await warmUp(unitOfWork, 2)
      const upTo = await idOf(first)
      // Named is what was seen: the new message waits for the room, or was there before the reading began.
      const both = await Promise.all([take(says()), readRoom({ viewer, roomId: room.id, upTo }), take(says())])
      expect(both[1].isOk()).toBe(true)
      expect(await unread()).toBe(2)

      // Without a name all that is there when the room is locked is read, and what comes after is not.
      const slow = aBusiness(
        interposed(unitOfWork, (stores) => ({
          rooms: { ...stores.rooms, save: (rooms) => dawdle(stores).andThen(() => stores.rooms.save(rooms)) },
        })),
      )
      const reading = slow.readRoom({ viewer, roomId: room.id })
      const arriving = take(...times(3, () => says()))
      const [view] = await Promise.all([reading, arriving])
      expect(view._unsafeUnwrap().room.unreadCount).toBe(0)
      const left = await unread()
      expect([0, 3]).toContain(left)
      clock.advance(SECOND)
      expect(await messagesOf(room)).toHaveLength(6)
    })

    test('shows the customer that somebody writes, read or not, while the window is open', async () => {
      const { read, receipts, clock, first } = await open()
      await read({ typing: true })
      expect(await receipts()).toMatchObject([{ waMessageId: first.waMessageId, typingUntil: TEST_NOW + 10 * SECOND }])
      clock.advance(MINUTE)
      await read({ typing: true })
      expect(await receipts(TEST_NOW + MINUTE)).toMatchObject([{ typingUntil: TEST_NOW + MINUTE + 10 * SECOND }])
      clock.advance(DAY)
      await read({ typing: true })
      expect((await receipts(TEST_NOW + 2 * DAY)).filter(({ tries }) => tries === 1)).toEqual([])
    })

    test('tells WhatsApp nothing of what it no longer takes, and of a call', async () => {
      const { clock, read, receipts, unread, take, says } = await open()
      clock.advance(30 * DAY + 1)
      expect((await read()).room.unreadCount).toBe(0)
      await take(says({ sentAt: clock.now(), content: { type: 'system', data: { type: 'call', body: 'called' } } }))
      expect(await unread()).toBe(1)
      await read()
      expect(await receipts(clock.now())).toEqual([])
    })

    test('refuses a message that is none of the room', async () => {
      const { unitOfWork, attempt, unread, take, roomOf, messagesOf } = await open()
      const elsewhere = aMessageItem({ customer: { waId: '628111222333', profileName: `Elsewhere ${anId()}` } })
      await take(elsewhere)
      const other = await roomOf(elsewhere.customer)
      const [theirs] = other === undefined ? [] : await messagesOf(other.room)
      for (const upTo of [anId<MessageId>(), theirs?.message.id ?? anId<MessageId>()])
        expect(errorOf(await attempt({ upTo }))).toMatchObject({
          type: 'validation_failed',
          problems: [{ path: 'up_to' }],
        })
      expect(await unread()).toBe(1)
      expect(await stored(unitOfWork, ({ readReceipts }) => readReceipts.claim(9, TEST_NOW, TEST_NOW))).toEqual([])
    })

    test('is for who may see it', async () => {
      const unitOfWork = await makeUnitOfWork()
      const { readRoom } = aBusiness(unitOfWork)
      const { room, admin, supervisor, agent, strangers } = await storeAssignedRoom(unitOfWork, { unreadCount: 2 })
      for (const viewer of strangers)
        expect(await readRoom({ viewer, roomId: room.id })).toEqual(err(notFound('room', room.id)))
      expect((await stored(unitOfWork, ({ rooms }) => rooms.find(room.id)))?.unreadCount).toBe(2)
      for (const viewer of [admin, supervisor, agent])
        expect((await readRoom({ viewer, roomId: room.id }))._unsafeUnwrap().room.unreadCount).toBe(0)
      const nowhere = anId<RoomId>()
      expect(await readRoom({ viewer: admin, roomId: nowhere })).toEqual(err(notFound('room', nowhere)))
    })

    test('in which nobody wrote is no trouble', async () => {
      const unitOfWork = await makeUnitOfWork()
      const { readRoom } = aBusiness(unitOfWork)
      const { admin } = await storeAssignedRoom(unitOfWork)
      const { room } = await storeConversation(unitOfWork)
      expect((await readRoom({ viewer: admin, roomId: room.id, typing: true }))._unsafeUnwrap().room).toEqual(room)
    })

    test('answers the room with what an agent said in it left alone', async () => {
      const { send, deliver, read, viewer, room, messagesOf } = await open()
      const id = anId<MessageId>()
      const said = await send({ viewer, userId: viewer.id, id, target: { roomId: room.id }, content: aText('Siap') })
      expect(said.isOk()).toBe(true)
      ;(await deliver())._unsafeUnwrap()
      expect(await read({ upTo: id })).toMatchObject({
        room: { unreadCount: 0, lastMessageId: id },
        lastMessage: { message: { id, status: 'accepted' } },
      })
      expect(await messagesOf(room)).toHaveLength(2)
    })
  })
}
