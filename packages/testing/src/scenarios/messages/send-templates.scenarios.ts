import {
  makeSendMessages,
  type MessageId,
  type SendMessageCommand,
  type Template,
  type TemplateComponent,
  type UnitOfWork,
} from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness, errorOf } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aText } from '../../builders/a-message.ts'
import { aTemplate, storeTemplates } from '../../builders/a-template.ts'
import { anId } from '../../builders/an-id.ts'
import { stored, storeAccount } from '../../builders/store.ts'
import { aPhone } from '../../builders/whatsapp-names.ts'
import { aWatch } from '../events/a-watch.ts'

const body = (...values: readonly string[]): TemplateComponent => ({
  type: 'body',
  parameters: values.map((text) => ({ type: 'text', text })),
})

export const sendTemplatesScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: send templates`, () => {
    const open = async (...templates: readonly Template[]) => {
      const business = aBusiness(await makeUnitOfWork())
      const { unitOfWork, number, anOpenConversation, send } = business
      const account = number.businessAccountId
      if (templates.length > 0) await storeTemplates(unitOfWork, account, templates)
      const { room, user } = await anOpenConversation()
      const command = (
        { name, language }: Readonly<{ name: string; language: string }>,
        ...components: readonly TemplateComponent[]
      ): SendMessageCommand => ({
        viewer: user,
        userId: user.id,
        id: anId<MessageId>(),
        target: { roomId: room.id },
        content: { type: 'template', data: { name, language: { code: language }, components } },
      })
      return {
        ...business,
        account,
        room,
        user,
        command,
        find: async (id: MessageId) => (await stored(unitOfWork, ({ messages }) => messages.find([{ id }])))[0],
        sendTemplate: (...args: Parameters<typeof command>) => send(command(...args)),
        optOut: (marketingOptOut: boolean) =>
          stored(unitOfWork, ({ leads }) =>
            leads
              .lock([room.leadId])
              .andThen((found) => leads.save(found.map((lead) => ({ ...lead, marketingOptOut })))),
          ),
      }
    }

    test('keeps what the customer reads', async () => {
      const template = aTemplate({
        components: [
          { type: 'HEADER', format: 'TEXT', text: 'Kabar baik' },
          { type: 'BODY', text: 'Halo {{1}}, pesanan {{2}} sudah siap.' },
          { type: 'FOOTER', text: 'Terima kasih' },
        ],
      })
      const { sendTemplate, find } = await open(template)
      const { message } = (await sendTemplate(template, body('Ana', '7')))._unsafeUnwrap()
      const text = 'Kabar baik\n\nHalo Ana, pesanan 7 sudah siap.\n\nTerima kasih'
      expect(message.content.data).toMatchObject({ name: template.name, components: [body('Ana', '7')], text })
      expect(await find(message.id)).toEqual(message)
    })

    test('lets every template pass where no catalogue was ever read', async () => {
      const { sendTemplate } = await open()
      const { message } = (await sendTemplate({ name: 'anything', language: 'id' }))._unsafeUnwrap()
      expect(message.content.data).not.toHaveProperty('text')
    })

    test('lets every template pass where webhooks told of the catalogue, but nobody read it', async () => {
      const { sendTemplate, unitOfWork, account } = await open()
      await storeTemplates(unitOfWork, account, [], null)
      expect((await sendTemplate({ name: 'anything', language: 'id' })).isOk()).toBe(true)
    })

    test('refuses a name that WhatsApp does not have', async () => {
      const { sendTemplate, messagesOf, room } = await open(aTemplate())
      expect(errorOf(await sendTemplate({ name: 'nobody', language: 'id' }))).toEqual({
        type: 'template_not_found',
        name: 'nobody',
        language: 'id',
        languages: [],
      })
      expect(await messagesOf(room), 'stores nothing').toHaveLength(1)
    })

    test('refuses a language that the template does not have, and says which it has', async () => {
      const [id, en] = [aTemplate({ name: 'a' }), aTemplate({ name: 'a', language: 'en_US' })]
      const { sendTemplate } = await open(id, en)
      expect(errorOf(await sendTemplate({ name: 'a', language: 'en' }))).toMatchObject({
        type: 'template_not_found',
        languages: ['en_US', 'id'],
      })
      expect((await sendTemplate(en, body('Ana', '7'))).isOk()).toBe(true)
    })

    test.each(['PAUSED', 'DISABLED', 'REJECTED', 'PENDING', 'STATUS_OF_TOMORROW'])(
      'refuses a template that is %s, and says why',
      async (status) => {
        const template = aTemplate({ status, reason: 'LOW_QUALITY' })
        const { sendTemplate } = await open(template)
        expect(errorOf(await sendTemplate(template, body('Ana', '7')))).toEqual({
          type: 'template_not_sendable',
          status,
          reason: 'LOW_QUALITY',
        })
      },
    )

    test('refuses parameters that do not fit, and names each', async () => {
      const template = aTemplate()
      const { sendTemplate } = await open(template)
      expect(errorOf(await sendTemplate(template, body('A\tna')))).toMatchObject({
        type: 'validation_failed',
        problems: [
          { path: 'template.components.0.parameters', message: 'must have a parameter for {{2}}' },
          { path: 'template.components.0.parameters.0.text' },
        ],
      })
    })

    test('refuses marketing, and only that, for a customer who has opted out', async () => {
      const [marketing, utility] = [aTemplate({ category: 'MARKETING' }), aTemplate()]
      const { sendTemplate, optOut } = await open(marketing, utility)
      await optOut(true)
      expect(errorOf(await sendTemplate(marketing, body('Ana', '7')))).toEqual({ type: 'marketing_opted_out' })
      expect((await sendTemplate(utility, body('Ana', '7'))).isOk()).toBe(true)
      await optOut(false)
      expect((await sendTemplate(marketing, body('Ana', '7'))).isOk()).toBe(true)
    })

    test('does not deliver marketing to a customer who has opted out meanwhile', async () => {
      const [marketing, utility] = [aTemplate({ category: 'MARKETING' }), aTemplate()]
      const { sendTemplate, optOut, deliver, find, sent } = await open(marketing, utility)
      const { message } = (await sendTemplate(marketing, body('Ana', '7')))._unsafeUnwrap()
      const { message: other } = (await sendTemplate(utility, body('Ana', '7')))._unsafeUnwrap()
      await optOut(true)
      ;(await deliver())._unsafeUnwrap()
      expect(await find(message.id)).toMatchObject({ status: 'failed', error: { code: 'marketing_opted_out' } })
      expect(await find(other.id)).toMatchObject({ status: 'accepted' })
      expect(sent.map(({ id }) => id)).toEqual([other.id])
    })

    test('answers a repeated request with what was sent, whatever has become of the template', async () => {
      const template = aTemplate()
      const { command, send, unitOfWork, account, messagesOf, room } = await open(template)
      const wanted = command(template, body('Ana', '7'))
      const { message } = (await send(wanted))._unsafeUnwrap()
      await storeTemplates(unitOfWork, account, [{ ...template, status: 'PAUSED' }])
      expect((await send(wanted))._unsafeUnwrap().message).toEqual(message)
      expect(await messagesOf(room)).toHaveLength(2)
    })

    test('that is refused makes no room', async () => {
      const { send, unitOfWork, account } = await open(aTemplate())
      const { user } = await storeAccount(unitOfWork, { role: 'admin' })
      const to = aPhone()
      const content = { type: 'template', data: { name: 'nobody', language: { code: 'id' } } } as const
      const command = { viewer: user, userId: user.id, id: anId<MessageId>(), target: { to }, content }
      expect(errorOf(await send(command))).toMatchObject({ type: 'template_not_found' })
      const identity = { scope: account, kind: 'phone', value: to.slice(1) } as const
      expect(await stored(unitOfWork, ({ leads }) => leads.owners([identity]))).toEqual([])
    })

    test('in a group gives each its own answer', async () => {
      const [good, paused, marketing] = [
        aTemplate(),
        aTemplate({ status: 'PAUSED' }),
        aTemplate({ category: 'MARKETING' }),
      ]
      const business = await open(good, paused, marketing)
      const { command, optOut } = business
      await optOut(true)
      const group = [
        command(good, body('Ana', '7')),
        command(paused, body('Ana', '7')),
        { ...command(good), content: aText('Halo') },
        command(marketing, body('Ana', '7')),
        command(good),
      ]
      const answers = (await makeSendMessages(business)(group))._unsafeUnwrap()
      expect(answers.map((answer) => (answer.isOk() ? answer.value.message.content.type : answer.error.type))).toEqual([
        'template',
        'template_not_sendable',
        'text',
        'marketing_opted_out',
        'validation_failed',
      ])
    })

    test.each([
      [132015, 'PAUSED'],
      [132016, 'DISABLED'],
    ] as const)('learns from the refusal %s that the template is %s', async (code, status) => {
      const template = aTemplate({ statusAt: TEST_NOW - 1 })
      const { sendTemplate, deliver, answers, find, unitOfWork, account } = await open(template)
      answers.push({ type: 'send_refused', action: 'fix', code, title: 'No', details: null, retryAfter: null })
      const { message } = (await sendTemplate(template, body('Ana', '7')))._unsafeUnwrap()
      ;(await deliver())._unsafeUnwrap()
      expect(await find(message.id)).toMatchObject({ status: 'failed', error: { code } })
      expect(errorOf(await sendTemplate(template, body('Ana', '7')))).toMatchObject({
        type: 'template_not_sendable',
        status,
      })
      expect(await stored(unitOfWork, ({ templates }) => templates.lock(account))).toMatchObject({ wantedAt: TEST_NOW })
    })

    test('learns from the refusal 131050 that the customer has opted out', async () => {
      const template = aTemplate({ category: 'MARKETING' })
      const { sendTemplate, deliver, answers, unitOfWork, room, user } = await open(template)
      const watch = await aWatch(unitOfWork, user)
      answers.push({
        type: 'send_refused',
        action: 'never',
        code: 131050,
        title: 'No',
        details: null,
        retryAfter: null,
      })
      ;(await sendTemplate(template, body('Ana', '7')))._unsafeUnwrap()
      ;(await deliver())._unsafeUnwrap()
      expect(
        (await watch.heard()).filter((told) => told.startsWith('room.')),
        'as sent, as opted out',
      ).toHaveLength(2)
      expect(errorOf(await sendTemplate(template, body('Ana', '7')))).toEqual({ type: 'marketing_opted_out' })
      expect(await stored(unitOfWork, ({ leads }) => leads.find([room.leadId]))).toMatchObject([
        { marketingOptOut: true, marketingChoiceAt: TEST_NOW, updatedAt: TEST_NOW },
      ])
    })
  })
}
