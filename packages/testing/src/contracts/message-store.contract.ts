import type { Message, MessageFacts, UnitOfWork } from '@boztell/core'
import { SYSTEM_USER_ID, attributeToUser, stateOf } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aCustomerMessage, aMedia, aText, aUserMessage } from '../builders/a-message.ts'
import { storeAccount, storeConversation } from '../builders/store.ts'
import { aWaMessageId } from '../builders/whatsapp-names.ts'
import { expectCopies, expectToWait, storeTest, times } from './store-test.ts'

/** A message in which every field that may hold something does. */
const full: Partial<MessageFacts> = {
  content: {
    type: 'image',
    data: { media: aMedia({ filename: 'menu.jpg', whatsapp_media_id: '1' }), caption: 'Menu 🍜' },
  },
  originalContent: aText('First said'),
  editedAt: TEST_NOW + 1,
  revokedAt: TEST_NOW + 2,
  replyToWaMessageId: aWaMessageId(),
  context: { forwarded: true, referred_product: { catalog_id: '1', product_retailer_id: 'a' } },
  referral: { source_type: 'ad', source_id: '120', ctwa_clid: 'x' },
  status: 'played',
  attempt: 3,
  waMessageId: aWaMessageId(),
  earlierWaMessageIds: [aWaMessageId(), aWaMessageId()],
  error: { code: 131026, title: 'Undeliverable', details: 'Not on WhatsApp' },
  pricing: { billable: true, category: 'service' },
  acceptedAt: TEST_NOW + 3,
  sentAt: TEST_NOW + 4,
  deliveredAt: TEST_NOW + 5,
  readAt: TEST_NOW + 6,
  playedAt: TEST_NOW + 7,
  failedAt: TEST_NOW + 8,
}

const idsOf = (messages: readonly Message[]) => new Set(messages.map(({ id }) => id))

export const messageStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork).extend(
    'roomId',
    async ({ unitOfWork }) => (await storeConversation(unitOfWork)).room.id,
  )

  describe(`${adapter} keeps the MessageStore contract`, () => {
    test('finds appended messages by our id and by WhatsApp’s', async ({ run, roomId }) => {
      const [asked, sent, other] = [aCustomerMessage({ roomId }), aUserMessage({ roomId }), aUserMessage({ roomId })]
      expect(await run(({ messages }) => messages.append([asked, sent, other]))).toEqual([asked.id, sent.id, other.id])
      const found = await run(({ messages }) => messages.find([{ waMessageId: asked.waMessageId! }, { id: sent.id }]))
      expect(found).toHaveLength(2)
      expect(new Set(found)).toEqual(new Set([asked, sent]))
    })

    test('answers a message once, however often it is named', async ({ run, roomId }) => {
      const message = aCustomerMessage({ roomId })
      await run(({ messages }) => messages.append([message]))
      const refs = [{ id: message.id }, { waMessageId: message.waMessageId! }, { id: message.id }]
      expect(await run(({ messages }) => messages.find(refs))).toEqual([message])
    })

    test('finds nothing under names it does not know', async ({ run }) => {
      const refs = [{ id: aUserMessage().id }, { waMessageId: aWaMessageId() }]
      expect(await run(({ messages }) => messages.find(refs))).toEqual([])
      expect(await run(({ messages }) => messages.lock(refs))).toEqual([])
    })

    test('does nothing where nothing is given', async ({ run }) => {
      expect(await run(({ messages }) => messages.append([]))).toEqual([])
      expect(await run(({ messages }) => messages.find([]))).toEqual([])
      expect(await run(({ messages }) => messages.lock([]))).toEqual([])
      expect(await run(({ messages }) => messages.lockStates([]))).toEqual([])
      await run(({ messages }) => messages.save([]))
      await run(({ messages }) => messages.saveStates([]))
    })

    test('keeps every field of a message', async ({ run, roomId }) => {
      const quoted = aUserMessage({ roomId })
      const message = aUserMessage({ ...full, roomId, replyTo: quoted.id })
      await run(({ messages }) => messages.append([quoted, message]))
      expect(await run(({ messages }) => messages.find([{ id: message.id }]))).toEqual([message])
    })

    test('hands copies in and out', async ({ run, roomId }) => {
      const message = aUserMessage({ ...full, waMessageId: aWaMessageId(), roomId })
      const { id } = message
      await expectCopies(
        message,
        (given) => run(({ messages }) => messages.append([given])),
        async () => (await run(({ messages }) => messages.find([{ id }])))[0],
      )
    })

    test('never overwrites a message and answers only what it really added', async ({ run, roomId }) => {
      const message = aCustomerMessage({ roomId })
      const fresh = aCustomerMessage({ roomId })
      const again = { ...message, content: aText('Something else') }
      await run(({ messages }) => messages.append([message]))
      expect(await run(({ messages }) => messages.append([again, fresh, fresh]))).toEqual([fresh.id])
      expect(await run(({ messages }) => messages.find([{ id: message.id }]))).toEqual([message])
    })

    test('adds the same message once, however many deliver it at once', async ({ run, roomId }) => {
      const message = aCustomerMessage({ roomId })
      const added = await Promise.all(times(20, () => run(({ messages }) => messages.append([message]))))
      expect(added.flat()).toEqual([message.id])
    })

    test('keeps a customer’s message without a user and a user’s with theirs', async ({ unitOfWork, run, roomId }) => {
      const { user } = await storeAccount(unitOfWork)
      const [asked, sent] = [aCustomerMessage({ roomId }), aUserMessage({ roomId, userId: user.id })]
      await run(({ messages }) => messages.append([asked, sent]))
      expect(await run(({ messages }) => messages.find([{ id: asked.id }]))).toMatchObject([
        { userId: null, direction: 'inbound' },
      ])
      expect(await run(({ messages }) => messages.find([{ id: sent.id }]))).toMatchObject([
        { userId: user.id, direction: 'outbound' },
      ])
    })

    test('writes the delivery state and content of locked messages', async ({ run, roomId }) => {
      const message = aUserMessage({ roomId })
      await run(({ messages }) => messages.append([message]))
      const { replyToWaMessageId, context, referral, ...changed } = full
      const after = { ...message, ...changed, waMessageId: aWaMessageId() }
      await run(({ messages }) =>
        messages.lock([{ id: message.id }]).andThen((locked) => {
          expect(locked).toEqual([message])
          return messages.save([after])
        }),
      )
      expect(await run(({ messages }) => messages.find([{ waMessageId: after.waMessageId }]))).toEqual([after])
    })

    test('reads and writes the delivery state alone, leaving the content', async ({ run, roomId }) => {
      const message = aUserMessage({ ...full, waMessageId: aWaMessageId(), roomId })
      const state = stateOf(message)
      const blank = stateOf(aUserMessage({ roomId }))
      const after = { ...blank, id: message.id, status: 'sent' as const, earlierWaMessageIds: [aWaMessageId()] }
      await run(({ messages }) => messages.append([message]))
      await run(({ messages }) =>
        messages.lockStates([{ id: message.id }, { waMessageId: message.waMessageId! }]).andThen((locked) => {
          expect(locked).toEqual([state])
          return messages.saveStates([after])
        }),
      )
      expect(await run(({ messages }) => messages.find([{ id: message.id }]))).toEqual([{ ...message, ...after }])
    })

    test('writes a state as it is, also one that the same unit of work has just left', async ({ run, roomId }) => {
      const message = aUserMessage({ roomId })
      await run(({ messages }) => messages.append([message]))
      await run(({ messages }) =>
        messages.lockStates([{ id: message.id }]).andThen((queued) => {
          const sent = queued.map((state) => ({ ...state, status: 'sent' as const, sentAt: 1_000 }))
          return messages.saveStates(sent).andThen(() => messages.saveStates(queued))
        }),
      )
      expect(await run(({ messages }) => messages.find([{ id: message.id }]))).toEqual([message])
    })

    test('writes state and content of one message in one unit of work', async ({ run, roomId }) => {
      const message = aUserMessage({ roomId })
      const [sent, edited] = [{ ...stateOf(message), status: 'sent' as const }, { content: aText('Edited') }]
      await run(({ messages }) =>
        messages
          .append([message])
          .andThen(() => messages.saveStates([sent]))
          .andThen(() => messages.find([{ id: message.id }]))
          .andThen((found) => {
            expect(found).toEqual([{ ...message, ...sent }])
            return messages.save(found.map((one) => ({ ...one, ...edited })))
          }),
      )
      const after = { ...message, ...sent, ...edited }
      expect(await run(({ messages }) => messages.find([{ id: message.id }]))).toEqual([after])
    })

    test('writes messages that the same unit of work appended', async ({ run, roomId }) => {
      const message = aUserMessage({ roomId })
      const after: Message = { ...message, status: 'sending' }
      await run(({ messages }) => messages.append([message]).andThen(() => messages.save([after])))
      expect(await run(({ messages }) => messages.find([{ id: message.id }]))).toEqual([after])
    })

    test('clears what a new attempt clears', async ({ run, roomId }) => {
      const failed = aUserMessage({ ...full, waMessageId: aWaMessageId(), roomId })
      await run(({ messages }) => messages.append([failed]))
      const { content, originalContent, editedAt, revokedAt, ...rest } = aUserMessage({ roomId })
      const after = { ...failed, ...rest, id: failed.id, replyToWaMessageId: failed.replyToWaMessageId }
      const retried = { ...after, context: failed.context, referral: failed.referral }
      await run(({ messages }) => messages.lock([{ id: failed.id }]).andThen(() => messages.save([retried])))
      expect(await run(({ messages }) => messages.find([{ id: failed.id }]))).toEqual([retried])
      expect(await run(({ messages }) => messages.find([{ waMessageId: failed.waMessageId! }]))).toEqual([])
    })

    test('never changes author, room or time', async ({ unitOfWork, run, roomId }) => {
      const [{ user }, { room }] = [await storeAccount(unitOfWork), await storeConversation(unitOfWork)]
      const message = aUserMessage({ roomId })
      await run(({ messages }) => messages.append([message]))
      const forged = attributeToUser(user.id, { ...message, roomId: room.id, createdAt: TEST_NOW + 1, status: 'sent' })
      await run(({ messages }) => messages.lock([{ id: message.id }]).andThen(() => messages.save([forged])))
      const [kept] = await run(({ messages }) => messages.find([{ id: message.id }]))
      expect(kept).toEqual({ ...message, status: 'sent', userId: SYSTEM_USER_ID })
    })

    test('finds messages of any month', async ({ run, roomId }) => {
      const moments = [Date.UTC(2019, 0, 1), Date.UTC(2025, 11, 31, 23, 59, 59, 999), Date.UTC(2026, 0, 1), TEST_NOW]
      const many = moments.map((createdAt) => aCustomerMessage({ roomId, createdAt }))
      await run(({ messages }) => messages.append(many))
      const byId = await run(({ messages }) => messages.find(many.map(({ id }) => ({ id }))))
      const byName = await run(({ messages }) =>
        messages.find(many.map(({ waMessageId }) => ({ waMessageId: waMessageId! }))),
      )
      expect(idsOf(byId)).toEqual(idsOf(many))
      expect(idsOf(byName)).toEqual(idsOf(many))
    })

    test('lock makes a second unit of work wait', async ({ unitOfWork, run, roomId }) => {
      const message = aCustomerMessage({ roomId })
      await run(({ messages }) => messages.append([message]))
      await expectToWait(unitOfWork, ({ messages }) => messages.lock([{ waMessageId: message.waMessageId! }]))
      await expectToWait(unitOfWork, ({ messages }) => messages.lockStates([{ id: message.id }]))
    })

    test('loses no change of 20 units of work that lock the same message', async ({ run, roomId }) => {
      const { id, ...rest } = aUserMessage({ roomId })
      await run(({ messages }) => messages.append([{ ...rest, id }]))
      const countUp = () =>
        run(({ messages }) =>
          messages
            .lock([{ id }])
            .andThen((locked) => messages.save(locked.map((one) => ({ ...one, attempt: one.attempt + 1 })))),
        )
      await Promise.all(times(20, countUp))
      expect(await run(({ messages }) => messages.find([{ id }]))).toMatchObject([{ attempt: 21 }])
    })
  })
}
