import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readWebhook } from '../src/index.ts'
import { bytesOf, change, itemOf, itemsOf, read, textItem } from './payload.ts'

const names = readdirSync(new URL('payloads', import.meta.url)).map((file) => file.replace(/\.json$/, ''))

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
    ['history', 'history', '100000000000001'],
    ['call-ended', 'calls', '100000000000001'],
    ['account-error', 'messages.errors', '100000000000001'],
    ['quality-flagged', 'phone_number_quality_update', null],
  ])('%s is noted', (name, field, phoneNumberId) => {
    expect(itemOf(name)).toMatchObject({ kind: 'noted', field, phoneNumberId })
  })

  test('a call of the customer is a system message of theirs', () => {
    expect(itemOf('call')).toMatchObject({
      kind: 'message',
      phoneNumberId: '100000000000001',
      waMessageId: 'wacid.1',
      sentAt: 1_795_000_303_000,
      customer: { waId: '6281234567890', bsuid: 'ID.13491208655302741918', profileName: 'Siti Rahma' },
      what: { kind: 'content', content: { type: 'system', data: { type: 'call', body: 'The customer called' } } },
    })
  })

  test('a call of the business is noted', () => {
    const call = {
      id: 'wacid.1',
      to: '628123',
      event: 'connect',
      direction: 'BUSINESS_INITIATED',
      timestamp: '1795000303',
    }
    expect(read(change({ calls: [call] }, 'calls'))).toMatchObject([{ kind: 'noted', field: 'calls' }])
  })

  test('a throughput upgrade is one, of the whole account', () => {
    expect(itemOf('throughput-upgrade')).toMatchObject({
      kind: 'throughput_upgrade',
      phoneNumberId: null,
      businessAccountId: '200000000000001',
    })
  })

  test('preferences are choices of their own customers', () => {
    expect(itemsOf('user-preferences')).toMatchObject([
      {
        kind: 'marketing_choice',
        phoneNumberId: '100000000000001',
        customer: { waId: '6281234567890', bsuid: 'ID.13491208655302741918', profileName: 'Siti Rahma' },
        choice: { optOut: true, at: 1_795_000_301_000 },
      },
      {
        kind: 'marketing_choice',
        customer: { waId: '6281234567891' },
        choice: { optOut: false, at: 1_795_000_302_000 },
      },
    ])
  })

  test.each([
    [{ value: 'signup' }, { kind: 'marketing_choice', choice: { optOut: false } }],
    [{ value: 'perhaps' }, { kind: 'noted' }],
    [{ category: 'other_messages' }, { kind: 'noted' }],
    [{ timestamp: 'soon' }, { kind: 'broken' }],
    [{ wa_id: undefined }, { kind: 'broken' }],
  ])('a preference with %o is judged', (fields, judged) => {
    const stop = { wa_id: '6281234567890', category: 'marketing_messages', value: 'stop', timestamp: 1_795_000_301 }
    const user_preferences = [{ ...stop, ...fields }]
    expect(read(change({ user_preferences }, 'user_preferences'))).toMatchObject([judged])
  })

  test.each([
    ['template-status', { status: 'APPROVED', reason: null, category: null, at: null, templateId: '594425479261596' }],
    ['template-paused', { status: 'PAUSED', reason: 'FIRST_PAUSE', at: 1_795_000_400_999 }],
    ['template-disabled', { status: 'DISABLED', reason: null, category: 'MARKETING' }],
    ['template-rejected', { status: 'REJECTED', reason: 'INVALID_FORMAT' }],
    ['template-flagged', { status: null, reason: null }],
    ['template-category', { status: null, category: 'MARKETING' }],
    ['template-quality', { status: null, category: null }],
    ['template-components', { status: null, name: 'order_ready', language: 'id' }],
  ])('%s changes a template', (name, change) => {
    expect(itemOf(name)).toMatchObject({
      kind: 'template_change',
      phoneNumberId: null,
      businessAccountId: '200000000000001',
      change,
    })
  })

  test.each(['message_template_name', 'message_template_language'])('a template without %s is broken', (field) => {
    const value = { event: 'PAUSED', message_template_name: 'a', message_template_language: 'id', [field]: undefined }
    expect(read(change(value, 'message_template_status_update'))).toMatchObject([{ kind: 'broken' }])
  })

  test.each([
    ['REINSTATED', 'APPROVED'],
    ['UNARCHIVED', 'APPROVED'],
    ['DELETED', 'DELETED'],
    ['LOCKED', null],
    ['EVENT_OF_TOMORROW', null],
  ])('after the event %s a template is %s', (event, status) => {
    const value = { event, message_template_name: 'a', message_template_language: 'id', reason: null }
    expect(read(change(value, 'message_template_status_update'))).toMatchObject([{ change: { status, reason: null } }])
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
    ['no id', textItem('', { from: '6281111111111' }), 'It has no id.'],
    [
      'no timestamp',
      { ...textItem('a', { from: '6281111111111' }), timestamp: undefined },
      'It has no usable timestamp.',
    ],
    ['words for a timestamp', textItem('a', { timestamp: 'yesterday' }), 'It has no usable timestamp.'],
    ['the timestamp 0', textItem('a', { timestamp: '0' }), 'It has no usable timestamp.'],
    ['a timestamp beyond all dates', textItem('a', { timestamp: 9e12 }), 'It has no usable timestamp.'],
    ['no customer', textItem('a', {}), 'It names no customer.'],
  ])('breaks on an item with %s, and reads its neighbours', (_, item, problem) => {
    const good = textItem('good', { from: '6281111111111' })
    expect(read(change({ messages: [good, item, good] }))).toMatchObject([
      { kind: 'message' },
      { kind: 'broken', problem },
      { kind: 'message' },
    ])
  })

  test('takes a timestamp in a number too', () => {
    expect(read(change({ messages: [textItem('a', { from: '6281111111111', timestamp: 1795000000 })] }))).toMatchObject(
      [{ kind: 'message', sentAt: 1_795_000_000_000 }],
    )
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
