import { type UnitOfWork } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aStatusReport, aUserMessage } from '../../builders/a-message.ts'
import { anEchoItem, aStatusItem } from '../../builders/a-webhook.ts'
import { stored, storeConversation } from '../../builders/store.ts'
import { aWaMessageId } from '../../builders/whatsapp-names.ts'

export const receiveStatusesScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: receive webhooks: statuses`, () => {
    const open = async () => aBusiness(await makeUnitOfWork())

    const anAcceptedMessage = async (unitOfWork: UnitOfWork) => {
      const { room } = await storeConversation(unitOfWork)
      const message = aUserMessage({ roomId: room.id, status: 'accepted', waMessageId: aWaMessageId() })
      await stored(unitOfWork, ({ messages }) => messages.append([message]))
      const now = async () => (await stored(unitOfWork, ({ messages }) => messages.find([{ id: message.id }])))[0]
      return { message, now }
    }

    test('move a message forward, each setting its own time, in whatever order they come', async () => {
      const { unitOfWork, take } = await open()
      const { message, now } = await anAcceptedMessage(unitOfWork)
      const waMessageId = message.waMessageId ?? ''
      await take(aStatusItem({ waMessageId, status: 'read', at: TEST_NOW + 3 }))
      await take(
        aStatusItem({ waMessageId, status: 'sent', at: TEST_NOW + 1 }),
        aStatusItem({ waMessageId, status: 'sent', at: TEST_NOW + 9 }),
      )
      expect(await now()).toMatchObject({
        status: 'read',
        sentAt: TEST_NOW + 1,
        deliveredAt: null,
        readAt: TEST_NOW + 3,
      })
    })

    test('find their message by the id that WhatsApp gave back', async () => {
      const { unitOfWork, take } = await open()
      const { room } = await storeConversation(unitOfWork)
      const message = aUserMessage({ roomId: room.id, status: 'unconfirmed' })
      await stored(unitOfWork, ({ messages }) => messages.append([message]))
      const waMessageId = aWaMessageId()
      await take(aStatusItem({ waMessageId, messageId: message.id, status: 'delivered' }))
      const [found] = await stored(unitOfWork, ({ messages }) => messages.find([{ waMessageId }]))
      expect(found).toMatchObject({ id: message.id, status: 'delivered' })
    })

    test('that meet no message wait for it', async () => {
      const { unitOfWork, take } = await open()
      const waMessageId = aWaMessageId()
      await take(aStatusItem({ waMessageId, status: 'read' }), aStatusItem({ waMessageId, status: 'delivered' }))
      const waiting = await stored(unitOfWork, ({ pendingStatuses }) => pendingStatuses.take([waMessageId]))
      expect(waiting.map(({ status }) => status).toSorted()).toEqual(['delivered', 'read'])
    })

    test('that come before their echo are applied to it', async () => {
      const { unitOfWork, take, anOpenConversation } = await open()
      const { customer } = await anOpenConversation()
      const echo = anEchoItem({ customer })
      await take(aStatusItem({ waMessageId: echo.waMessageId, status: 'delivered', at: TEST_NOW + 5 }))
      await take(echo)
      const [found] = await stored(unitOfWork, ({ messages }) => messages.find([echo]))
      expect(found).toMatchObject({ status: 'delivered', deliveredAt: TEST_NOW + 5 })
    })

    test('say why a message failed', async () => {
      const { unitOfWork, take } = await open()
      const { message, now } = await anAcceptedMessage(unitOfWork)
      const error = { code: 131026, title: 'Message undeliverable', details: null }
      const report = aStatusReport({ waMessageId: message.waMessageId ?? '', status: 'failed', error })
      await take(aStatusItem(report))
      expect(await now()).toMatchObject({ status: 'failed', error, failedAt: TEST_NOW })
    })
  })
}
