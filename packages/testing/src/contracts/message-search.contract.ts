import type { Content, Lead, MessageFacts, MessageId, Room, SearchedMessages, UnitOfWork } from '@boztell/core'
import { DAY, HOUR, MINUTE, searchWords } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aCustomerMessage, aMedia, aReaction, aText, aUserMessage } from '../builders/a-message.ts'
import { aRoom } from '../builders/a-room.ts'
import { anId } from '../builders/an-id.ts'
import { storeAccount, storeConversation, stored } from '../builders/store.ts'
import { allPages, storeTest } from './store-test.ts'

/** An agent in rooms of their own, so that a search of theirs finds nothing that another test said. */
const aDesk = async (unitOfWork: UnitOfWork) => {
  const { user: agent } = await storeAccount(unitOfWork)
  return {
    agent,
    addRoom: async (lead: Partial<Lead> = {}): Promise<Room> => {
      const { room } = await storeConversation(unitOfWork, {}, lead)
      await stored(unitOfWork, ({ participants }) =>
        participants.add([{ roomId: room.id, userId: agent.id, at: TEST_NOW }]),
      )
      return room
    },
    say: async ({ id: roomId }: Room, content: Content | string, overrides: Partial<MessageFacts> = {}) => {
      const said = typeof content === 'string' ? aText(content) : content
      const message = aCustomerMessage({ roomId, content: said, ...overrides })
      await stored(unitOfWork, ({ messages }) => messages.append([message]))
      return message
    },
    find: async (q: string, searched: Partial<SearchedMessages> = {}) =>
      stored(unitOfWork, ({ search }) =>
        search.find({ words: searchWords(q), visibleTo: agent.id, roomId: null, before: null, limit: 50, ...searched }),
      ),
  }
}

export const messageSearchContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)
    .extend('desk', ({ unitOfWork }) => aDesk(unitOfWork))
    .extend('ids', ({ desk }) => async (q: string, searched: Partial<SearchedMessages> = {}) => {
      const { data, next } = await desk.find(q, searched)
      expect(next).toBeNull()
      return data.map(({ message }) => message.id)
    })

  describe(`${adapter} keeps the MessageSearch contract`, () => {
    test.for([
      ['part of a word, whatever the case', 'Pesanan ANDA sudah dikirim', 'sanan'],
      ['several words in any order', 'Pesanan Anda sudah dikirim', 'kirim anda'],
      ['letters without their accents', 'Où est ma commande ?', 'ou commande'],
      ['two characters of Chinese', '我们已经收到您的订单', '订单'],
      ['two characters of Japanese', '請求書をお送りします', '請求'],
      ['Arabic with its vowel points', 'السَّلامُ عليكم', 'السلام'],
      ['Hindi', 'आपका ऑर्डर मिल गया है', 'ऑर्डर'],
      ['Thai', 'ส่งของไปแล้วค่ะ', 'ไป'],
      ['a picture', 'Siap 👍🏽', '👍'],
      ['two letters where a word begins', 'Ok, ditunggu', 'ok'],
      ['a single letter beside a longer word', 'Meja nomor 7 ya', '7 meja'],
      ['signs, literally', 'Diskon 100% (asli_) \\o/', '100% asli_ \\o/'],
    ] as const)('finds %s', async ([, text, q], { desk, ids }) => {
      const room = await desk.addRoom()
      const said = await desk.say(room, text)
      await desk.say(room, 'Something else altogether')
      expect(await ids(q)).toEqual([said.id])
    })

    test('finds no word that only seems to be there', async ({ desk, ids }) => {
      const room = await desk.addRoom()
      await desk.say(room, 'pesat sesan banana')
      expect(await ids('pesan')).toEqual([])
      expect(await ids('ananan')).toEqual([])
      expect(await ids('nowhere at all')).toEqual([])
    })

    test('finds captions, and file names beside them', async ({ desk, ids }) => {
      const room = await desk.addRoom()
      const media = aMedia({ filename: 'faktur-4711.pdf' })
      const captioned = await desk.say(room, { type: 'document', data: { media, caption: 'Tagihan Anda' } })
      const bare = await desk.say(room, { type: 'document', data: { media } }, { createdAt: TEST_NOW - 1 })
      expect(await ids('tagihan')).toEqual([captioned.id])
      expect(await ids('faktur-4711')).toEqual([captioned.id, bare.id])
      expect(await ids('tagihan faktur')).toEqual([captioned.id])
    })

    test('finds what was said in rooms of a lead with the name, also by another word of the message', async ({
      unitOfWork,
      desk,
      ids,
    }) => {
      const room = await desk.addRoom({ name: 'Siti Aminah' })
      const other = await desk.addRoom({ name: 'Budi' })
      const silent = await desk.say(room, { type: 'unsupported', data: {} })
      const asked = await desk.say(room, 'Apakah masih ada?', { createdAt: TEST_NOW - 1 })
      const named = await desk.say(other, 'Kata Aminah masih', { createdAt: TEST_NOW - 2 })
      expect(await ids('aminah')).toEqual([silent.id, asked.id, named.id])
      expect(await ids('aminah masih')).toEqual([asked.id, named.id])
      expect(await ids('SITI aminah')).toEqual([silent.id, asked.id])

      const { data } = await desk.find('aminah masih')
      expect(data.map(({ leadName }) => leadName)).toEqual(['Siti Aminah', 'Budi'])
      await stored(unitOfWork, ({ leads }) =>
        leads.find([room.leadId]).andThen((found) => leads.save(found.map((lead) => ({ ...lead, name: 'Rina' })))),
      )
      expect(await ids('aminah')).toEqual([named.id])
      expect(await ids('rina')).toEqual([silent.id, asked.id])
    })

    test('answers messages as the inbox shows them', async ({ unitOfWork, desk }) => {
      const room = await desk.addRoom()
      const quoted = await desk.say(room, 'Berapa?', { createdAt: TEST_NOW - 1 })
      const said = await desk.say(room, 'Harganya dua ribu', { replyToWaMessageId: quoted.waMessageId })
      await stored(unitOfWork, ({ reactions }) =>
        reactions.save([aReaction({ roomId: room.id, targetWaMessageId: said.waMessageId ?? '' })]),
      )
      const { data } = await desk.find('harganya')
      expect(data).toMatchObject([{ message: said, replyTo: quoted.id, reactions: [{ userId: null, emoji: '👍' }] }])
    })

    test('finds only in rooms in which the user takes part, or in one room, or everywhere', async ({
      unitOfWork,
      desk,
      ids,
    }) => {
      const [mine, second] = [await desk.addRoom({ name: 'Zulaikha' }), await desk.addRoom()]
      const { room: elsewhere } = await storeConversation(unitOfWork, {}, { name: 'Zulaikha' })
      const { user: colleague } = await storeAccount(unitOfWork)
      await stored(unitOfWork, ({ participants }) =>
        participants.add([{ roomId: elsewhere.id, userId: colleague.id, at: TEST_NOW }]),
      )
      const word = `kata${anId<string>().slice(-12)}`
      const [here, there, hidden] = [
        await desk.say(mine, word),
        await desk.say(second, word, { createdAt: TEST_NOW - 1 }),
        await desk.say(elsewhere, word, { createdAt: TEST_NOW - 2 }),
      ]
      expect(await ids(word)).toEqual([here.id, there.id])
      expect(await ids(word, { roomId: second.id })).toEqual([there.id])
      expect(await ids(word, { roomId: elsewhere.id })).toEqual([])
      expect(await ids(word, { visibleTo: null })).toEqual([here.id, there.id, hidden.id])
      expect(await ids(word, { visibleTo: null, roomId: elsewhere.id })).toEqual([hidden.id])
      expect(await ids('zulaikha')).toEqual([here.id])
      expect(await ids('zulaikha', { visibleTo: null })).toEqual([here.id, hidden.id])
    })

    test('finds nothing for a user without rooms', async ({ ids }) => {
      expect(await ids('halo')).toEqual([])
    })

    test('gives all there is newest first, page by page, however far apart in time', async ({ desk }) => {
      const [named, other] = [await desk.addRoom({ name: 'Bu Pesan' }), await desk.addRoom()]
      const ages = [0, 1, MINUTE, MINUTE + 1, HOUR, 5 * HOUR, DAY, 2 * DAY, 9 * DAY, 35 * DAY, 80 * DAY, 400 * DAY]
      const said: MessageId[] = []
      for (const createdAt of ages.map((age) => TEST_NOW - age))
        for (const [room, text] of [
          [named, 'sudah'],
          [other, 'pesan'],
          [other, 'lain'],
        ] as const) {
          const { id } = await desk.say(room, text, { createdAt })
          if (text !== 'lain') said.push(id)
        }
      for (const limit of [1, 5, 24, 100]) {
        const found = await allPages(async (cursor) => {
          const { data, next } = await desk.find('pesan', { limit, before: cursor as MessageId | null })
          return { data: data.map(({ message }) => message.id), nextCursor: next }
        })
        expect(found).toEqual(said.toSorted().toReversed())
      }
    })

    test('follows an edit, and forgets what was revoked', async ({ unitOfWork, desk, ids }) => {
      const room = await desk.addRoom({ name: 'Dewi' })
      const message = await desk.say(room, 'Kirim ke rumah')
      const save = (changed: Partial<MessageFacts>) =>
        stored(unitOfWork, ({ messages }) =>
          messages.lock([{ id: message.id }]).andThen(() => messages.save([{ ...message, ...changed }])),
        )
      await save({ content: aText('Kirim ke kantor'), originalContent: message.content, editedAt: TEST_NOW + 1 })
      expect(await ids('rumah')).toEqual([])
      expect(await ids('kantor')).toEqual([message.id])
      await save({ revokedAt: TEST_NOW + 2 })
      for (const q of ['rumah', 'kirim', 'dewi']) expect(await ids(q)).toEqual([])
    })

    test('finds no reactions', async ({ desk, ids }) => {
      const room = await desk.addRoom({ name: 'Putri' })
      await desk.say(room, { type: 'reaction', data: { message_id: 'wamid.1', emoji: '🎉' } })
      expect(await ids('🎉')).toEqual([])
      expect(await ids('putri')).toEqual([])
    })

    test('finds a message once, though it came twice', async ({ unitOfWork, desk, ids }) => {
      const room = await desk.addRoom()
      const message = aUserMessage({ roomId: room.id, content: aText('Sekali saja') })
      for (const group of [[message, message], [message]])
        await stored(unitOfWork, ({ messages }) => messages.append(group))
      expect(await ids('sekali')).toEqual([message.id])
    })

    test('finds words of a lead’s second room there as well', async ({ unitOfWork, desk, ids }) => {
      const room = await desk.addRoom({ name: 'Hartono' })
      const second = aRoom({ leadId: room.leadId, phoneNumberId: '999' })
      await stored(unitOfWork, ({ rooms, participants }) =>
        rooms
          .open([second])
          .andThen(() => participants.add([{ roomId: second.id, userId: desk.agent.id, at: TEST_NOW }])),
      )
      const [one, two] = [await desk.say(room, 'Satu'), await desk.say(second, 'Dua', { createdAt: TEST_NOW - 1 })]
      expect(await ids('hartono')).toEqual([one.id, two.id])
    })

    test('hands out copies', async ({ desk }) => {
      const room = await desk.addRoom()
      const said = await desk.say(room, 'Jangan berubah')
      const { data } = await desk.find('jangan')
      Object.assign(data[0]?.message ?? {}, { content: aText('spoiled') })
      expect((await desk.find('jangan')).data).toMatchObject([{ message: said }])
    })
  })
}
