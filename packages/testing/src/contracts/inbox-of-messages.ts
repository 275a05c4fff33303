import type { Content, Message, MessageId, MessageView, RoomId, UnitOfWork } from '@boztell/core'
import { MINUTE } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aCustomerMessage, aReaction, aRevocation, aText, aUserMessage, anEdit } from '../builders/a-message.ts'
import { anId } from '../builders/an-id.ts'
import { storeAccount, storeConversation } from '../builders/store.ts'
import { storeTest, times } from './store-test.ts'

const fromNewest = { before: null, after: null, limit: 50 } as const

const idsOf = (views: readonly MessageView[]) => views.map(({ message }) => message.id)

/** A room of which so many are unread, and nothing was read yet. */
const unreadRoom = (id: RoomId, unreadCount = 0) => ({ id, readSeq: 0, unreadCount })

const reactionTo = (target: Message, emoji = '👍'): Message =>
  aCustomerMessage({
    roomId: target.roomId,
    content: { type: 'reaction', data: { message_id: target.waMessageId!, emoji } },
  })

/** The part of the Inbox contract that is about the messages of a room. */
export const inboxOfMessages = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork).extend(
    'roomId',
    async ({ unitOfWork }) => (await storeConversation(unitOfWork)).room.id,
  )

  describe(`${adapter} keeps the Inbox contract: messages`, () => {
    test('lists newest first, by time and then by order of arrival', async ({ run, roomId }) => {
      const at = (createdAt: number) => aCustomerMessage({ roomId, createdAt })
      const [late, tied, tiedToo, early] = [at(TEST_NOW + 9), at(TEST_NOW), at(TEST_NOW), at(TEST_NOW - 9)]
      await run(({ messages }) => messages.append([tiedToo, late]))
      await run(({ messages }) => messages.append([tied, early]))
      const { data, more } = await run(({ inbox }) => inbox.messages(roomId, fromNewest))
      expect(idsOf(data)).toEqual([late.id, tied.id, tiedToo.id, early.id])
      expect(more).toBe(false)
    })

    test('pages to older and to newer messages, each time those nearest to the position', async ({ run, roomId }) => {
      const all = times(7, (turn) => aCustomerMessage({ roomId, createdAt: TEST_NOW + Math.floor(turn / 2) }))
      await run(({ messages }) => messages.append(all))
      const ids = all.map(({ id }) => id)
      const page = async (position: Readonly<{ before?: number; after?: number }>, limit = 2) => {
        const at = (index?: number) => (index === undefined ? null : ids[index]!)
        const asked = { before: at(position.before), after: at(position.after), limit }
        const { data, more } = await run(({ inbox }) => inbox.messages(roomId, asked))
        return { indexes: idsOf(data).map((id) => ids.indexOf(id)), more }
      }
      expect(await page({})).toEqual({ indexes: [6, 5], more: true })
      expect(await page({ before: 5 })).toEqual({ indexes: [4, 3], more: true })
      expect(await page({ before: 2 })).toEqual({ indexes: [1, 0], more: false })
      expect(await page({ before: 0 })).toEqual({ indexes: [], more: false })
      expect(await page({ after: 2 })).toEqual({ indexes: [4, 3], more: true })
      expect(await page({ after: 4 })).toEqual({ indexes: [6, 5], more: false })
      expect(await page({ after: 6 })).toEqual({ indexes: [], more: false })
      expect(await page({}, 7)).toEqual({ indexes: [6, 5, 4, 3, 2, 1, 0], more: false })
    })

    test('counts what arrived after a message, whatever its time, reactions and system messages aside', async ({
      run,
      roomId,
    }) => {
      const said = (minutes: number) => aCustomerMessage({ roomId, createdAt: TEST_NOW + minutes * MINUTE })
      const [first, late] = [said(5), said(1)]
      const system = (type: string): Content => ({ type: 'system', data: { type, body: 'told by WhatsApp' } })
      await run(({ messages }) => messages.append([first]))
      const arrived = [
        ...[aUserMessage({ roomId }), reactionTo(first), aCustomerMessage({ roomId, content: system('changed') })],
        ...[late, aCustomerMessage({ roomId, content: system('call') })],
      ]
      await run(({ messages }) => messages.append(arrived))
      const read = async (upTo: MessageId | null, room = unreadRoom(roomId, 3)) =>
        (await run(({ inbox }) => inbox.reading(room, upTo))) ?? { seq: 0, unreadCount: -1 }
      const unread = async (...asked: Parameters<typeof read>) => (await read(...asked)).unreadCount
      expect(await unread(first.id)).toBe(2)
      expect(await unread(late.id)).toBe(1)
      expect(await unread(null)).toBe(0)
      const readBefore = { id: roomId, readSeq: (await read(late.id)).seq, unreadCount: 1 }
      expect(await unread(late.id, readBefore)).toBe(1)
      expect(await unread(first.id, readBefore), 'what was read stays read').toBe(1)
      expect(await run(({ inbox }) => inbox.reading(unreadRoom(roomId), anId()))).toBeUndefined()
    })

    test('knows no message by an id of the far future', async ({ run, roomId }) => {
      const id = 'ffffffff-ffff-4fff-bfff-ffffffffffff' as MessageId
      expect(await run(({ inbox }) => inbox.reading(unreadRoom(roomId), id))).toBeUndefined()
      expect(await run(({ inbox }) => inbox.message(id))).toBeUndefined()
      expect((await run(({ inbox }) => inbox.messages(roomId, { before: id, after: null, limit: 1 }))).data).toEqual([])
      expect(await run(({ messages }) => messages.find([{ id }]))).toEqual([])
    })

    test('knows how far the order of arrival has come, so that whatever comes is after it', async ({
      unitOfWork,
      run,
      roomId,
    }) => {
      const { room: other } = await storeConversation(unitOfWork)
      const [mine, theirs, next] = [roomId, other.id, roomId].map((id) => aCustomerMessage({ roomId: id }))
      await run(({ messages }) => messages.append([mine!, theirs!]))
      const seqOf = async (upTo: MessageId | null) =>
        (await run(({ inbox }) => inbox.reading(unreadRoom(roomId), upTo)))?.seq ?? 0
      const all = await seqOf(null)
      expect(await seqOf(mine!.id)).toBeLessThanOrEqual(all)
      await run(({ messages }) => messages.append([next!]))
      expect(await seqOf(next!.id)).toBeGreaterThan(all)
      expect(await run(({ inbox }) => inbox.reading(unreadRoom(roomId), theirs!.id)), 'of another room').toBeUndefined()
    })

    test("finds the customer's newest message up to a place in the order of arrival", async ({ run, roomId }) => {
      const said = (minutes: number) => aCustomerMessage({ roomId, createdAt: TEST_NOW + minutes * MINUTE })
      const [newest, older, later] = [said(5), said(1), said(9)]
      await run(({ messages }) => messages.append([newest, older]))
      const { seq } = (await run(({ inbox }) => inbox.reading(unreadRoom(roomId), null))) ?? { seq: 0 }
      const others = [later, aUserMessage({ roomId, createdAt: TEST_NOW + 20 * MINUTE }), reactionTo(newest)]
      await run(({ messages }) => messages.append(others))
      const find = (upToSeq: number, since = TEST_NOW) =>
        run(({ inbox }) => inbox.newestOfCustomer(roomId, upToSeq, since))
      expect(await find(seq)).toEqual({ waMessageId: newest.waMessageId, sentAt: newest.createdAt })
      expect(await find(seq + 1_000)).toEqual({ waMessageId: later.waMessageId, sentAt: later.createdAt })
      expect(await find(seq, newest.createdAt + 1)).toBeUndefined()
    })

    test('keeps rooms apart', async ({ unitOfWork, run, roomId }) => {
      const { room: other } = await storeConversation(unitOfWork)
      const message = aCustomerMessage({ roomId })
      await run(({ messages }) => messages.append([message, aCustomerMessage({ roomId: other.id })]))
      const { data } = await run(({ inbox }) => inbox.messages(roomId, fromNewest))
      expect(idsOf(data)).toEqual([message.id])
    })

    test('leaves reactions out of the list and of its counting', async ({ run, roomId }) => {
      const [first, second] = [aCustomerMessage({ roomId }), aCustomerMessage({ roomId })]
      const reaction = reactionTo(first)
      await run(({ messages }) => messages.append([reactionTo(first), first, reaction, second, reactionTo(second)]))
      const { data, more } = await run(({ inbox }) => inbox.messages(roomId, { ...fromNewest, limit: 2 }))
      expect(idsOf(data)).toEqual([second.id, first.id])
      expect(more).toBe(false)
      const newer = await run(({ inbox }) => inbox.messages(roomId, { before: null, after: first.id, limit: 1 }))
      expect([idsOf(newer.data), newer.more]).toEqual([[second.id], false])
      expect(await run(({ inbox }) => inbox.message(reaction.id))).toMatchObject({ message: reaction })
    })

    test('takes a reaction as a position', async ({ run, roomId }) => {
      const [first, second] = [aCustomerMessage({ roomId }), aCustomerMessage({ roomId })]
      const reaction = reactionTo(first)
      await run(({ messages }) => messages.append([first, reaction, second]))
      const before = await run(({ inbox }) => inbox.messages(roomId, { ...fromNewest, before: reaction.id }))
      const after = await run(({ inbox }) => inbox.messages(roomId, { ...fromNewest, after: reaction.id }))
      expect([idsOf(before.data), idsOf(after.data)]).toEqual([[first.id], [second.id]])
    })

    test('gathers the reactions of a message, oldest first, without those taken back', async ({
      unitOfWork,
      run,
      roomId,
    }) => {
      const { user: ayu } = await storeAccount(unitOfWork)
      const { user: citra } = await storeAccount(unitOfWork)
      const message = aCustomerMessage({ roomId })
      const target = { roomId, targetWaMessageId: message.waMessageId! }
      await run(({ messages, reactions }) =>
        messages
          .append([message])
          .andThen(() => reactions.save([aReaction({ ...target, userId: ayu.id, emoji: '🙏', at: TEST_NOW + 2 })]))
          .andThen(() => reactions.save([aReaction({ ...target, emoji: '❤️', at: TEST_NOW + 1 })]))
          .andThen(() => reactions.save([aReaction({ ...target, userId: citra.id, emoji: '', at: TEST_NOW })])),
      )
      const expected = [
        { userId: null, emoji: '❤️' },
        { userId: ayu.id, emoji: '🙏' },
      ]
      expect((await run(({ inbox }) => inbox.message(message.id)))?.reactions).toEqual(expected)
      const { data } = await run(({ inbox }) => inbox.messages(roomId, fromNewest))
      expect(data.map(({ reactions }) => reactions)).toEqual([expected])
    })

    test('resolves a quoted message by WhatsApp’s id, whichever came first', async ({ run, roomId }) => {
      const quoted = aCustomerMessage({ roomId })
      const reply = aCustomerMessage({ roomId, replyToWaMessageId: quoted.waMessageId, createdAt: TEST_NOW - 1 })
      await run(({ messages }) => messages.append([reply]))
      const replyTo = async () => (await run(({ inbox }) => inbox.message(reply.id)))?.replyTo
      expect(await replyTo()).toBeNull()
      await run(({ messages }) => messages.append([quoted]))
      expect(await replyTo()).toBe(quoted.id)
    })

    test('resolves a quoted message by our id', async ({ run, roomId }) => {
      const quoted = aCustomerMessage({ roomId })
      const reply = aUserMessage({ roomId, replyTo: quoted.id })
      await run(({ messages }) => messages.append([quoted, reply]))
      expect((await run(({ inbox }) => inbox.message(reply.id)))?.replyTo).toBe(quoted.id)
    })

    test('never resolves a quoted message of another room', async ({ unitOfWork, run, roomId }) => {
      const { room: other } = await storeConversation(unitOfWork)
      const quoted = aCustomerMessage({ roomId: other.id })
      const reply = aCustomerMessage({ roomId, replyToWaMessageId: quoted.waMessageId })
      await run(({ messages }) => messages.append([quoted, reply]))
      expect((await run(({ inbox }) => inbox.message(reply.id)))?.replyTo).toBeNull()
    })

    test('never shows the reactions of another room', async ({ unitOfWork, run, roomId }) => {
      const { room: other } = await storeConversation(unitOfWork)
      const message = aCustomerMessage({ roomId })
      const stray = aReaction({ roomId: other.id, targetWaMessageId: message.waMessageId! })
      await run(({ messages, reactions }) => messages.append([message]).andThen(() => reactions.save([stray])))
      expect((await run(({ inbox }) => inbox.message(message.id)))?.reactions).toEqual([])
    })

    test('shows the changes of one message, oldest first', async ({ run, roomId }) => {
      const message = aCustomerMessage({ roomId })
      const target = { roomId, targetWaMessageId: message.waMessageId! }
      const revoked = aRevocation({ ...target, at: TEST_NOW + 2 })
      const edited = anEdit({ ...target, at: TEST_NOW + 1 }, aText('Halo!!'))
      await run(({ messages, messageChanges }) =>
        messages.append([message]).andThen(() => messageChanges.append([revoked, edited, anEdit({ roomId })])),
      )
      expect((await run(({ inbox }) => inbox.message(message.id)))?.changes).toEqual([edited, revoked])
    })

    test('knows no reactions and no changes of a message that WhatsApp has not named', async ({ run, roomId }) => {
      const message = aUserMessage({ roomId })
      await run(({ messages }) => messages.append([message]))
      const view = await run(({ inbox }) => inbox.message(message.id))
      expect(view).toEqual({ message, replyTo: null, reactions: [], changes: [] })
    })

    test('finds no message under an unknown id', async ({ run }) => {
      expect(await run(({ inbox }) => inbox.message(anId<Message['id']>()))).toBeUndefined()
    })
  })
}
