import type { Message, Room, Said, UnitOfWork, User } from '@boztell/core'
import { makeSearchMessages, notFound, SECOND } from '@boztell/core'
import { err } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { aBusiness, aNamedCustomer } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aCustomerMessage, aText } from '../../builders/a-message.ts'
import { aUser } from '../../builders/a-user.ts'
import { aMessageItem } from '../../builders/a-webhook.ts'
import { anId } from '../../builders/an-id.ts'
import { storeConversation, stored } from '../../builders/store.ts'
import { storeAssignedRoom } from '../rooms/an-assigned-room.ts'
import { needsOf } from '../users/a-login.ts'

const admin = aUser({ role: 'admin' })

export const searchMessagesScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', () => makeUnitOfWork())
    .extend('searchMessages', ({ unitOfWork }) => makeSearchMessages(needsOf(unitOfWork)))
    .extend('say', ({ unitOfWork }) => async ({ id: roomId }: Room, text: string, createdAt = TEST_NOW) => {
      const message: Message = aCustomerMessage({ roomId, content: aText(text), createdAt })
      await stored(unitOfWork, ({ messages }) => messages.append([message]))
      return message
    })
    .extend('ids', ({ searchMessages }) => async (viewer: User, q: string, room?: Room) => {
      const found = await searchMessages({ viewer, q, limit: 50, ...(room && { roomId: room.id }) })
      return found._unsafeUnwrap().data.map(({ message }) => message.id)
    })

  describe(`Searching messages, on ${adapter}`, () => {
    test('finds what was said in the rooms one may see, newest first', async ({ unitOfWork, say, ids }) => {
      const { room, admin, supervisor, agent, strangers } = await storeAssignedRoom(unitOfWork)
      const elsewhere = (await storeConversation(unitOfWork)).room
      const older = await say(elsewhere, 'Pesanan kedua', TEST_NOW - SECOND)
      const newer = await say(room, 'Pesanan pertama')

      for (const viewer of [admin, supervisor]) expect(await ids(viewer, 'pesanan')).toEqual([newer.id, older.id])
      expect(await ids(agent, 'pesanan')).toEqual([newer.id])
      for (const viewer of strangers) expect(await ids(viewer, 'pesanan')).toEqual([])
    })

    test('finds what was said in one room, which must be one the viewer may see', async ({
      unitOfWork,
      searchMessages,
      say,
      ids,
    }) => {
      const { room, agent, strangers } = await storeAssignedRoom(unitOfWork)
      const elsewhere = (await storeConversation(unitOfWork)).room
      await say(elsewhere, 'Pesanan kedua')
      const said = await say(room, 'Pesanan pertama')

      for (const viewer of [admin, agent]) expect(await ids(viewer, 'pesanan', room)).toEqual([said.id])
      for (const viewer of strangers)
        expect(await searchMessages({ viewer, q: 'pesanan', roomId: room.id, limit: 50 })).toEqual(
          err(notFound('room', room.id)),
        )
      const nowhere = anId<Room['id']>()
      expect(await searchMessages({ viewer: admin, q: 'pesanan', roomId: nowhere, limit: 50 })).toEqual(
        err(notFound('room', nowhere)),
      )
    })

    test('marks where the words are', async ({ unitOfWork, searchMessages, say }) => {
      const { room } = await storeConversation(unitOfWork, {}, { name: 'Siti Aminah' })
      await say(room, '👍 Pesanan DÍKIRIM')

      const found = (await searchMessages({ viewer: admin, q: 'kirim aminah', limit: 50 }))._unsafeUnwrap()
      expect(found.data.map(({ highlights }) => highlights)).toEqual([
        [
          { field: 'content_text', text: '👍 Pesanan DÍKIRIM', ranges: [[12, 17]] },
          { field: 'lead_name', text: 'Siti Aminah', ranges: [[5, 11]] },
        ],
      ])
    })

    test('goes on where the page before ended', async ({ unitOfWork, searchMessages, say }) => {
      const { room } = await storeConversation(unitOfWork)
      const said: Message['id'][] = []
      for (const age of [0, 1, 2]) said.push((await say(room, 'Pesanan', TEST_NOW - age)).id)
      const page = async (cursor?: Message['id']) => {
        const found = await searchMessages({ viewer: admin, q: 'pesanan', limit: 2, cursor })
        const { data, nextCursor } = found._unsafeUnwrap()
        return { ids: data.map(({ message }) => message.id), nextCursor }
      }

      const first = await page()
      expect(first.ids).toEqual(said.slice(0, 2))
      expect(first.nextCursor).not.toBeNull()
      expect(await page(first.nextCursor as Message['id'])).toEqual({ ids: said.slice(2), nextCursor: null })
    })

    test('finds what webhooks brought, as it is after an edit, and nothing once it is revoked', async ({
      unitOfWork,
      ids,
    }) => {
      const { take } = aBusiness(unitOfWork)
      const customer = aNamedCustomer()
      const target = aMessageItem({ customer, content: aText('Kirim ke rumah') })
      const change = (later: number, what: Said['what']) =>
        aMessageItem({ customer, sentAt: TEST_NOW + later * SECOND, what })
      const { waMessageId: targetWaMessageId } = target
      await take(target)
      expect(await ids(admin, 'rumah')).toHaveLength(1)
      await take(change(1, { kind: 'edit', targetWaMessageId, content: aText('Kirim ke kantor') }))
      expect(await ids(admin, 'rumah')).toEqual([])
      expect(await ids(admin, 'kantor')).toHaveLength(1)
      await take(change(2, { kind: 'revoke', targetWaMessageId }))
      for (const q of ['rumah', 'kantor', 'kirim']) expect(await ids(admin, q)).toEqual([])
    })
  })
}
