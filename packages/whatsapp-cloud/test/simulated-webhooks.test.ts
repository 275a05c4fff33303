import { startSimulator } from '@boztell/simulator'
import { test as base, describe, expect } from 'vitest'
import { readWebhook, verifySignature } from '../src/index.ts'

const customer = '+6281234567890'
const text = new TextEncoder()

/** A simulator that calls nobody back, and the last body it would have sent, as it reads. */
const test = base
  .extend('simulator', async ({}, { onCleanup }) => {
    const simulator = await startSimulator()
    onCleanup(() => simulator.close())
    return simulator
  })
  .extend('lastItems', ({ simulator }) => async () => {
    const webhook = (await simulator.control.webhooks()).at(-1)
    const body = text.encode(webhook?.raw)
    expect(verifySignature([simulator.appSecret], webhook?.signature, body)).toBe(true)
    return readWebhook(body)._unsafeUnwrap()
  })

/** What stands under each type; null where the simulator has an example of its own. */
const contents = {
  text: { body: 'Halo' },
  image: null,
  video: null,
  document: null,
  audio: null,
  sticker: null,
  location: { latitude: -6.1754, longitude: 106.8272 },
  contacts: [{ name: { formatted_name: 'Budi' } }],
  button: { text: 'Ya', payload: 'YES' },
  interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Ya' } },
  reaction: { message_id: 'wamid.1', emoji: '👍' },
  order: { catalog_id: '1', product_items: [] },
  system: { type: 'user_changed_number', wa_id: '6281999888777', body: 'changed' },
  unsupported: null,
  request_welcome: null,
}

describe('a simulated webhook', () => {
  test.for(Object.entries(contents))('of type %s is understood', async ([type, content], { simulator, lastItems }) => {
    await simulator.control.receive(customer, { type, ...(content !== null && { content }) })
    expect(await lastItems()).toMatchObject([
      { kind: 'message', phoneNumberId: simulator.phoneNumberId, what: { kind: 'content', content: { type } } },
    ])
  })

  test('of an edit or a revocation is understood', async ({ simulator, lastItems }) => {
    const { messageId } = await simulator.control.says(customer, 'Halo')
    await simulator.control.receive(customer, {
      type: 'edit',
      content: { original_message_id: messageId, message: { type: 'text', text: { body: 'Halo!' } } },
    })
    expect(await lastItems()).toMatchObject([{ what: { kind: 'edit', targetWaMessageId: messageId } }])
    await simulator.control.receive(customer, { type: 'revoke', content: { original_message_id: messageId } })
    expect(await lastItems()).toMatchObject([{ what: { kind: 'revoke', targetWaMessageId: messageId } }])
  })

  test('of a customer without a visible number is understood', async ({ simulator, lastItems }) => {
    await simulator.control.says('ID.4711', 'Halo é @ / 👋')
    expect(await lastItems()).toMatchObject([
      {
        kind: 'message',
        customer: { bsuid: 'ID.4711' },
        what: { content: { type: 'text', data: { body: 'Halo é @ / 👋' } } },
      },
    ])
  })

  test('of an echo or a new user id is understood', async ({ simulator, lastItems }) => {
    await simulator.control.echo(customer, { type: 'text', content: { body: 'Siap' } })
    expect(await lastItems()).toMatchObject([{ kind: 'echo', customer: { waId: '6281234567890' } }])
    const { userId } = await simulator.control.changeUserId(customer)
    const [change] = await lastItems()
    expect(change).toMatchObject({ added: { bsuid: userId } })
  })
})
