import { describe, expect, test } from 'vitest'
import { change, itemOf, payload, read, textItem } from './payload.ts'

const siti = { waId: '6281234567890', bsuid: 'ID.13491208655302741918', profileName: 'Siti Rahma' }

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
      textItem('a', { from_user_id: 'ID.3' }),
      textItem('b', { from: '6282222222222' }),
      textItem('c', { from: '6284444444444' }),
      textItem('d', { from: '6281111111111', from_user_id: 'ID.1' }),
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
    expect(read(change({ contacts: one, messages: [textItem('a', {})] }))).toMatchObject([
      { kind: 'message', customer: { waId: '6281111111111', profileName: 'Only' } },
    ])
    expect(read(change({ contacts: one, messages: [textItem('a', { from: '6282222222222' })] }))[0]).toHaveProperty(
      'customer',
      {
        waId: '6282222222222',
      },
    )
  })

  test('loses its NUL characters and half surrogates, wherever they are', () => {
    const damaged = textItem('a', { from: '6281111111111', text: { body: 'be\0fore \ud83d after \u{1f600}' } })
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
