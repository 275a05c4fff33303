import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readWebhook } from '../src/index.ts'
import { bytesOf, change, itemOf, itemsOf, payload } from './payload.ts'

const siti = { waId: '6281234567890', bsuid: 'ID.13491208655302741918', profileName: 'Siti Rahma' }
const names = readdirSync(new URL('payloads', import.meta.url)).map((file) => file.replace(/\.json$/, ''))
const text = (id: string, fields: object) => ({
  id,
  timestamp: '1795000000',
  type: 'text',
  text: { body: 'x' },
  ...fields,
})
const read = (json: unknown) => readWebhook(bytesOf(json))._unsafeUnwrap()

describe('a message', () => {
  test('has its number, id, time in milliseconds and customer', () => {
    expect(itemOf('text')).toMatchObject({
      kind: 'message',
      phoneNumberId: '100000000000001',
      waMessageId: 'wamid.HBgNNjI4MTIzNDU2Nzg5MBUCABIYFjN001',
      sentAt: 1_795_000_001_000,
      customer: siti,
      added: null,
      replyToWaMessageId: null,
      context: null,
      referral: null,
    })
  })

  test('of a customer without a phone number has the user ids and the username without its @', () => {
    expect(itemOf('user-id-only')).toMatchObject({
      kind: 'message',
      customer: {
        bsuid: 'ID.55555555555555555555',
        parentBsuid: 'ID.ENT.66666666666666666666',
        profileName: 'Rina',
        username: 'rina.w',
      },
    })
  })

  test('from before user ids has the phone number only', () => {
    expect(itemOf('before-user-ids')).toHaveProperty('customer', { waId: '6281234567890', profileName: 'Siti Rahma' })
  })

  test('keeps its advertisement, its quote and what was forwarded', () => {
    expect(itemOf('referral')).toMatchObject({ referral: { source_type: 'ad', ctwa_clid: 'ARAkLkA8' } })
    expect(itemOf('interactive-button-reply')).toMatchObject({ replyToWaMessageId: 'wamid.OURS' })
    expect(itemOf('forwarded')).toMatchObject({ replyToWaMessageId: null, context: { frequently_forwarded: true } })
    expect(itemOf('referred-product')).toMatchObject({
      context: { referred_product: { product_retailer_id: 'sku-1' } },
    })
  })

  test('edits or revokes another one', () => {
    expect(itemOf('edit')).toMatchObject({
      kind: 'message',
      replyToWaMessageId: 'wamid.QUOTED',
      what: {
        kind: 'edit',
        targetWaMessageId: 'wamid.FIRST',
        content: { type: 'text', data: { body: 'Halo, toko buka jam berapa?' } },
      },
    })
    expect(itemOf('edit-of-caption')).toMatchObject({
      what: { content: { type: 'image', data: { caption: 'Foto baru' } } },
    })
    expect(itemOf('revoke')).toMatchObject({ what: { kind: 'revoke', targetWaMessageId: 'wamid.FIRST' } })
  })

  test('tells a new number or a new user id', () => {
    expect(itemOf('system-number-changed')).toMatchObject({
      customer: { waId: '6281234567890' },
      added: { waId: '6281999888777', bsuid: 'ID.99999999999999999999' },
    })
    expect(itemOf('system-number-changed-v11')).toMatchObject({ added: { waId: '6281999888777' } })
    expect(itemOf('system-user-id-changed')).toMatchObject({
      customer: { waId: '6281234567890', bsuid: 'ID.13491208655302741918' },
      added: { bsuid: 'ID.88888888888888888888', parentBsuid: 'ID.ENT.77777777777777777777' },
    })
    expect(itemOf('system-identity-changed')).toMatchObject({ added: null })
  })

  test('of a group is noted only', () => {
    expect(itemOf('in-a-group')).toMatchObject({ kind: 'noted', field: 'messages.group' })
  })

  test('belongs to the contact with its user id, then to the one with its number, whatever their order', () => {
    const contacts = [
      { profile: { name: 'Other' }, wa_id: '6281111111111', user_id: 'ID.1' },
      { profile: { name: 'By number' }, wa_id: '6282222222222' },
      { profile: { name: 'By user id' }, user_id: 'ID.3' },
    ]
    const messages = [
      text('a', { from_user_id: 'ID.3' }),
      text('b', { from: '6282222222222' }),
      text('c', { from: '6284444444444' }),
      text('d', { from: '6281111111111', from_user_id: 'ID.1' }),
    ]
    expect(read(change({ contacts, messages }))).toMatchObject([
      { customer: { profileName: 'By user id', bsuid: 'ID.3' } },
      { customer: { profileName: 'By number', waId: '6282222222222' } },
      { customer: { waId: '6284444444444' } },
      { customer: { profileName: 'Other', bsuid: 'ID.1', waId: '6281111111111' } },
    ])
  })

  test('without an id takes a lone contact, but not one that is somebody else', () => {
    const one = [{ profile: { name: 'Only' }, wa_id: '6281111111111' }]
    expect(read(change({ contacts: one, messages: [text('a', {})] }))).toMatchObject([
      { kind: 'message', customer: { waId: '6281111111111', profileName: 'Only' } },
    ])
    expect(read(change({ contacts: one, messages: [text('a', { from: '6282222222222' })] }))[0]).toHaveProperty(
      'customer',
      {
        waId: '6282222222222',
      },
    )
  })

  test('loses its NUL characters and half surrogates, wherever they are', () => {
    const damaged = text('a', { from: '6281111111111', text: { body: 'be\0fore \ud83d after \u{1f600}' } })
    const [item] = read(
      change({ contacts: [{ profile: { name: 'A\0B' }, wa_id: '6281111111111' }], messages: [damaged] }),
    )
    expect(item).toMatchObject({
      customer: { profileName: 'AB' },
      what: { content: { data: { body: 'before \ufffd after \u{1f600}' } } },
    })
    expect(JSON.stringify(item)).not.toContain('\\u0000')
  })

  test('written as Meta escapes it is read as it was meant', () => {
    expect(new TextDecoder().decode(payload('escaped-by-meta'))).toContain('\\u0040')
    expect(itemOf('escaped-by-meta')).toMatchObject({
      customer: { profileName: 'Sítí' },
      what: { content: { data: { body: 'Café 👋🏽 surel: siti@example.com, https://example.com/a' } } },
    })
  })
})

describe('a status', () => {
  const report = { waMessageId: 'wamid.OURS', error: null }

  test('has our id if it carries one, and the price', () => {
    expect(itemOf('status-sent')).toMatchObject({
      kind: 'status',
      customer: { waId: '6281234567890', bsuid: 'ID.13491208655302741918' },
      report: {
        ...report,
        status: 'sent',
        at: 1_795_000_101_000,
        messageId: '019a0000-0000-7000-8000-000000000001',
        pricing: { pricing_model: 'PMP', category: 'service' },
      },
    })
    expect(itemOf('status-sent-v23')).toMatchObject({ report: { messageId: null, pricing: { pricing_model: 'CBP' } } })
  })

  test('of every kind is read, with the parent user id under both of its names', () => {
    expect(itemOf('status-delivered')).toMatchObject({
      customer: { username: 'siti', parentBsuid: 'ID.ENT.66666666666666666666' },
      report: { ...report, status: 'delivered' },
    })
    expect(itemOf('status-read')).toMatchObject({
      customer: { parentBsuid: 'ID.ENT.66666666666666666666' },
      report: { ...report, status: 'read' },
    })
    expect(itemOf('status-played')).toMatchObject({ report: { ...report, status: 'played' } })
  })

  test('of a failure says why', () => {
    expect(itemOf('status-failed')).toMatchObject({
      report: {
        status: 'failed',
        error: { code: 131047, title: 'Re-engagement message', details: expect.stringContaining('24 hours') },
      },
    })
    expect(itemOf('status-failed-plain-details')).toMatchObject({
      report: { error: { code: 131026, title: 'Message undeliverable', details: 'Not on WhatsApp' } },
    })
  })

  test('that is new, of a payment or of a group is noted only', () => {
    expect(itemOf('status-of-tomorrow')).toMatchObject({ kind: 'noted', field: 'statuses.screenshotted' })
    expect(itemOf('status-of-a-payment')).toMatchObject({ kind: 'noted', field: 'statuses.payment' })
    expect(itemsOf('status-in-a-group')).toMatchObject([
      { kind: 'noted', field: 'messages.group' },
      { kind: 'noted', field: 'messages.group' },
    ])
  })
})

describe('an echo', () => {
  test('names whom it went to, by number or by user id', () => {
    expect(itemOf('echo-text')).toMatchObject({
      kind: 'echo',
      customer: { waId: '6281234567890' },
      replyToWaMessageId: 'wamid.OURS',
      what: { kind: 'content', content: { type: 'text' } },
    })
    expect(itemOf('echo-to-user-id')).toMatchObject({
      kind: 'echo',
      customer: { bsuid: 'ID.55555555555555555555', parentBsuid: 'ID.ENT.66666666666666666666' },
    })
  })

  test('may hold a file, an edit or a revocation', () => {
    expect(itemOf('echo-image')).toMatchObject({ what: { content: { type: 'image' } } })
    expect(itemOf('echo-edit')).toMatchObject({ what: { kind: 'edit', targetWaMessageId: 'wamid.ECHO1' } })
    expect(itemOf('echo-revoke')).toMatchObject({ what: { kind: 'revoke', targetWaMessageId: 'wamid.ECHO1' } })
  })
})

describe('everything else', () => {
  test('a new user id is a change of identity', () => {
    expect(itemOf('user-id-update')).toMatchObject({
      kind: 'identity_change',
      at: 1_795_000_300_000,
      customer: { waId: '6281234567890', bsuid: 'ID.13491208655302741918', parentBsuid: 'ID.ENT.1' },
      added: { bsuid: 'ID.88888888888888888888', parentBsuid: 'ID.ENT.2' },
    })
  })

  test.each([
    ['account-update', 'account_update', null],
    ['template-status', 'message_template_status_update', null],
    ['history', 'history', '100000000000001'],
    ['calls', 'calls', '100000000000001'],
    ['account-error', 'messages.errors', '100000000000001'],
  ])('%s is noted', (name, field, phoneNumberId) => {
    expect(itemOf(name)).toMatchObject({ kind: 'noted', field, phoneNumberId })
  })

  test('preferences are noted one by one', () => {
    expect(itemsOf('user-preferences').map(({ kind }) => kind)).toEqual(['noted', 'noted'])
  })
})

describe('a batch', () => {
  test('gives every item of every change of every entry, and isolates the broken one', () => {
    const items = itemsOf('batch-with-one-broken')
    expect(items).toHaveLength(45)
    expect(items.filter(({ kind }) => kind === 'message')).toHaveLength(29)
    expect(items.filter(({ kind }) => kind === 'status')).toHaveLength(15)
    expect(items.filter(({ kind }) => kind === 'broken')).toMatchObject([
      {
        problem: 'It has no id.',
        phoneNumberId: '100000000000001',
        raw: {
          entry: [{ id: '200000000000002', changes: [{ value: { messages: [{ text: { body: 'pesan 23' } }] } }] }],
        },
      },
    ])
  })

  test.each([
    ['no object', 7, 'It is no object.'],
    ['no id', text('', { from: '6281111111111' }), 'It has no id.'],
    ['no timestamp', { ...text('a', { from: '6281111111111' }), timestamp: undefined }, 'It has no usable timestamp.'],
    ['words for a timestamp', text('a', { timestamp: 'yesterday' }), 'It has no usable timestamp.'],
    ['the timestamp 0', text('a', { timestamp: '0' }), 'It has no usable timestamp.'],
    ['a timestamp beyond all dates', text('a', { timestamp: 9e12 }), 'It has no usable timestamp.'],
    ['no customer', text('a', {}), 'It names no customer.'],
  ])('breaks on an item with %s, and reads its neighbours', (_, item, problem) => {
    const good = text('good', { from: '6281111111111' })
    expect(read(change({ messages: [good, item, good] }))).toMatchObject([
      { kind: 'message' },
      { kind: 'broken', problem },
      { kind: 'message' },
    ])
  })

  test('takes a timestamp in a number too', () => {
    expect(read(change({ messages: [text('a', { from: '6281111111111', timestamp: 1795000000 })] }))).toMatchObject([
      { kind: 'message', sentAt: 1_795_000_000_000 },
    ])
  })

  test('breaks on an entry, a change or a list that is none', () => {
    const object = 'whatsapp_business_account'
    expect(
      read({ object, entry: [null, { id: '1' }, { id: '1', changes: [null, {}, { field: 'messages' }] }] }),
    ).toMatchObject(Array.from({ length: 5 }, () => ({ kind: 'broken' })))
    expect(read(change({ messages: {} }))).toMatchObject([{ kind: 'broken' }])
    expect(read(change({ messages: [] }))).toEqual([])
    expect(read(change({}))).toMatchObject([{ kind: 'noted', field: 'messages' }])
  })
})

describe('a body', () => {
  test.each(['', '{', 'hello', '[1,]'])('that is no JSON is refused: %s', (body) => {
    expect(readWebhook(new TextEncoder().encode(body))._unsafeUnwrapErr()).toMatchObject({ type: 'invalid_json' })
  })

  test.each([null, 7, [], {}, { object: 'page', entry: [] }, { object: 'whatsapp_business_account', entry: {} }])(
    'that is no envelope of WhatsApp is refused: %j',
    (body) => {
      expect(readWebhook(bytesOf(body))._unsafeUnwrapErr()).toMatchObject({ type: 'invalid_webhook' })
    },
  )
})

describe('raw', () => {
  test.each(names)('of every item of %s reads as the same item again', (name) => {
    for (const item of itemsOf(name)) expect(read(item.raw)).toEqual([item])
  })
})
