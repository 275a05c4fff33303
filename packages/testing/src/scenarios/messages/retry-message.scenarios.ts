import { DAY, type MessageFacts, type UnitOfWork, type User } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness, claimHeads, errorOf } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aUserMessage } from '../../builders/a-message.ts'
import { anId } from '../../builders/an-id.ts'
import { aTemplate, storeTemplates } from '../../builders/a-template.ts'
import { stored } from '../../builders/store.ts'
import { aWaMessageId } from '../../builders/whatsapp-names.ts'

export const retryMessageScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: retry a message`, () => {
    const open = async (facts: Partial<MessageFacts>, user: Partial<User> = {}) => {
      const business = aBusiness(await makeUnitOfWork())
      const conversation = await business.anOpenConversation(user)
      const message = aUserMessage({ roomId: conversation.room.id, userId: conversation.user.id, ...facts })
      await stored(business.unitOfWork, ({ messages }) => messages.append([message]))
      return { ...business, ...conversation, message }
    }
    const template = aTemplate({ components: [{ type: 'BODY', text: 'Sudah siap.' }] })
    const failedTemplate = {
      status: 'failed',
      content: { type: 'template', data: { name: template.name, language: { code: template.language } } },
    } as const
    const error = { code: 131026, title: 'Message undeliverable', details: null }

    test.each(['failed', 'unconfirmed'] as const)('queues a message that is %s again', async (status) => {
      const waMessageId = status === 'failed' ? aWaMessageId() : null
      const { retry, user, room, message, unitOfWork } = await open({ status, waMessageId, error, failedAt: TEST_NOW })
      const { message: again } = (await retry({ viewer: user, messageId: message.id }))._unsafeUnwrap()
      expect(again).toMatchObject({
        id: message.id,
        userId: message.userId,
        status: 'queued',
        attempt: 2,
        waMessageId: null,
        earlierWaMessageIds: waMessageId === null ? [] : [waMessageId],
        error: null,
        failedAt: null,
      })
      expect(await claimHeads(unitOfWork, TEST_NOW)).toMatchObject([{ messageId: message.id, roomId: room.id }])
    })

    test.each(['queued', 'sending', 'accepted', 'sent', 'delivered', 'read', 'played'] as const)(
      'refuses a message that is %s',
      async (status) => {
        const { retry, user, message } = await open({ status })
        expect(errorOf(await retry({ viewer: user, messageId: message.id }))).toEqual({ type: 'not_retryable', status })
      },
    )

    test('refuses what a customer said', async () => {
      const { retry, user, room, messagesOf } = await open({ status: 'failed' })
      const messages = await messagesOf(room)
      const received = messages.find(({ message }) => message.direction === 'inbound')
      const result = await retry({ viewer: user, messageId: received?.message.id ?? anId() })
      expect(errorOf(result)).toMatchObject({ type: 'not_retryable' })
    })

    test('hides a message of a room that the agent may not see', async () => {
      const { retry, user, message } = await open({ status: 'failed' }, { role: 'agent' })
      expect(errorOf(await retry({ viewer: user, messageId: message.id }))).toMatchObject({ type: 'not_found' })
      expect(errorOf(await retry({ viewer: user, messageId: anId() }))).toMatchObject({ type: 'not_found' })
    })

    test.each(['PAUSED', 'DISABLED'])('refuses a template that is %s by now, as sending does', async (status) => {
      const { retry, user, message, unitOfWork, number } = await open(failedTemplate)
      const stopped = { ...template, status, reason: 'LOW_QUALITY' }
      await storeTemplates(unitOfWork, number.businessAccountId, [stopped])
      const again = () => retry({ viewer: user, messageId: message.id })
      expect(errorOf(await again())).toEqual({ type: 'template_not_sendable', status, reason: 'LOW_QUALITY' })
      expect(await claimHeads(unitOfWork, TEST_NOW)).toEqual([])
      await storeTemplates(unitOfWork, number.businessAccountId, [template])
      expect((await again())._unsafeUnwrap().message).toMatchObject({
        status: 'queued',
        content: failedTemplate.content,
      })
    })

    test('refuses marketing for a customer who has opted out, as sending does', async () => {
      const { retry, user, room, message, unitOfWork, number } = await open(failedTemplate)
      await storeTemplates(unitOfWork, number.businessAccountId, [{ ...template, category: 'MARKETING' }])
      await stored(unitOfWork, ({ leads }) =>
        leads
          .lock([room.leadId])
          .andThen((found) => leads.save(found.map((lead) => ({ ...lead, marketingOptOut: true })))),
      )
      expect(errorOf(await retry({ viewer: user, messageId: message.id }))).toEqual({ type: 'marketing_opted_out' })
    })

    test('refuses outside of the window', async () => {
      const { retry, user, message, clock } = await open({ status: 'failed' })
      clock.advance(DAY)
      expect(errorOf(await retry({ viewer: user, messageId: message.id }))).toMatchObject({
        type: 'outside_service_window',
      })
    })
  })
}
