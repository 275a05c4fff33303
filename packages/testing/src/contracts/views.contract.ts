import type { MessageId, Reaction, RoomId, UnitOfWork } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aCustomerMessage, aReaction, aUserMessage } from '../builders/a-message.ts'
import { anId } from '../builders/an-id.ts'
import { storeAccount, storeConversation } from '../builders/store.ts'
import { aWaMessageId } from '../builders/whatsapp-names.ts'
import { storeTest } from './store-test.ts'

export const viewsContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)

  describe(`${adapter} keeps the Views contract`, () => {
    test('shows rooms as the inbox does', async ({ unitOfWork, run }) => {
      const [one, other] = [await storeConversation(unitOfWork), await storeConversation(unitOfWork)]
      const users = [await storeAccount(unitOfWork), await storeAccount(unitOfWork), await storeAccount(unitOfWork)]
      const [ayu, budi, citra] = users.map(({ user }) => user.id)
      for (const userId of [citra!, ayu!, budi!])
        await run(({ participants }) => participants.add([{ roomId: one.room.id, userId, at: TEST_NOW }]))
      const shown = await run(({ views }) => views.rooms([one.room.id, anId<RoomId>(), other.room.id]))
      expect(shown).toHaveLength(2)
      expect(shown).toContainEqual({ ...one, participants: [citra, ayu, budi] })
      expect(shown).toContainEqual({ ...other, participants: [] })
      for (const outline of shown)
        expect(await run(({ inbox }) => inbox.room(outline.room.id))).toEqual({ ...outline, lastMessage: null })
      expect(await run(({ views }) => views.rooms([]))).toEqual([])
    })

    test("shows messages by our id or WhatsApp's, with quotes and reactions", async ({ unitOfWork, run }) => {
      const { room } = await storeConversation(unitOfWork)
      const quoted = aCustomerMessage({ roomId: room.id, waMessageId: aWaMessageId() })
      const quoting = aCustomerMessage({ roomId: room.id, replyToWaMessageId: quoted.waMessageId })
      const reaction = {
        roomId: room.id,
        targetWaMessageId: quoted.waMessageId!,
        userId: null,
        emoji: '👍',
        at: TEST_NOW,
      }
      await run((stores) => stores.messages.append([quoted, quoting]).andThen(() => stores.reactions.save([reaction])))
      const shown = await run(({ views }) =>
        views.messages([{ waMessageId: quoted.waMessageId! }, { id: quoting.id }, { id: anId<MessageId>() }]),
      )
      expect(shown.map(({ message }) => message.id).toSorted()).toEqual([quoted.id, quoting.id].toSorted())
      const viewOf = (id: MessageId) => shown.find(({ message }) => message.id === id)
      expect(viewOf(quoting.id)).toMatchObject({ replyTo: quoted.id, reactions: [] })
      expect(viewOf(quoted.id)).toMatchObject({ reactions: [{ userId: null, emoji: '👍' }] })
      expect(await run(({ views }) => views.messages([]))).toEqual([])
    })

    test('shows the reactions of a message in its own room, oldest first, without those taken back', async ({
      unitOfWork,
      run,
    }) => {
      const [here, there] = [await storeConversation(unitOfWork), await storeConversation(unitOfWork)]
      const users = [await storeAccount(unitOfWork), await storeAccount(unitOfWork), await storeAccount(unitOfWork)]
      const [ayu, budi, citra] = users.map(({ user }) => user.id)
      const waMessageId = aWaMessageId()
      const [message, namesake] = [here, there].map(({ room }) => aCustomerMessage({ roomId: room.id, waMessageId }))
      const react = (reaction: Partial<Reaction>) =>
        run(({ reactions }) =>
          reactions.save([aReaction({ roomId: here.room.id, targetWaMessageId: waMessageId, ...reaction })]),
        )
      await run(({ messages }) => messages.append([message!, namesake!]))
      await react({ userId: ayu!, emoji: '🙏', at: TEST_NOW + 1 })
      await react({ userId: citra!, emoji: '😂', at: TEST_NOW })
      // In the same second as the first, and later to arrive.
      await react({ emoji: '"❤️\\', at: TEST_NOW + 1 })
      await react({ userId: budi!, emoji: '👍', at: TEST_NOW - 1 })
      await react({ userId: citra!, emoji: '', at: TEST_NOW + 2 })
      await react({ roomId: there.room.id, emoji: '🎉' })
      const shown = await run(({ views }) => views.messages([{ id: message!.id }, { id: namesake!.id }]))
      const reactionsTo = (id: MessageId) => shown.find((view) => view.message.id === id)?.reactions
      expect(reactionsTo(message!.id)).toEqual([
        { userId: budi, emoji: '👍' },
        { userId: ayu, emoji: '🙏' },
        { userId: null, emoji: '"❤️\\' },
      ])
      expect(reactionsTo(namesake!.id)).toEqual([{ userId: null, emoji: '🎉' }])
    })

    test('shows a message that WhatsApp has not named yet', async ({ unitOfWork, run }) => {
      const { room } = await storeConversation(unitOfWork)
      const message = aUserMessage({ roomId: room.id })
      await run(({ messages }) => messages.append([message]))
      expect(await run(({ views }) => views.messages([{ id: message.id }]))).toMatchObject([{ message, reactions: [] }])
    })
  })
}
