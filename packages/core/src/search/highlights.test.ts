import { describe, expect, test } from 'vitest'
import { attributeToCustomer } from '../attribution/attribute-message.ts'
import type { Content } from '../message/content.ts'
import type { MessageFacts, MessageId } from '../message/message.ts'
import { received } from '../message/message-status.ts'
import type { RoomId } from '../room/room.ts'
import { highlightsOf } from './highlights.ts'
import { searchWords } from './search-words.ts'

const message = (content: Content, overrides: Partial<MessageFacts> = {}) =>
  attributeToCustomer({
    ...received('wamid.1'),
    id: '019a0000-0000-7000-8000-000000000001' as MessageId,
    roomId: '019a0000-0000-7000-8000-000000000002' as RoomId,
    content,
    originalContent: null,
    editedAt: null,
    revokedAt: null,
    replyTo: null,
    replyToWaMessageId: null,
    context: null,
    referral: null,
    createdAt: 0,
    ...overrides,
  })
const text = (body: string): Content => ({ type: 'text', data: { body } })
const file = (filename: string, caption?: string): Content => ({
  type: 'document',
  data: {
    media: { id: null, state: 'pending', mime_type: null, size: null, sha256: null, filename },
    ...(caption !== undefined && { caption }),
  },
})

const find = (content: Content, q: string, leadName = 'Sari') =>
  highlightsOf(message(content), leadName, searchWords(q))

/** The marked parts of the only highlight. */
const marked = (body: string, q: string): readonly string[] => {
  const [highlight] = find(text(body), q) ?? []
  return highlight?.ranges.map(([start, end]) => Array.from(body).slice(start, end).join('')) ?? []
}

describe('Highlights', () => {
  test.for([
    ['every occurrence, whatever the case', 'Kopi dan KOPI', 'kopi', ['Kopi', 'KOPI']],
    ['part of a word', 'Pesanan', 'sana', ['sana']],
    ['letters with accents', 'Une éléphante', 'elephant', ['éléphant']],
    ['accents that stand apart', 'Cafe\u0301!', 'café', ['Cafe\u0301']],
    ['the Turkish i', 'İstanbul ısrarı', 'ISTANBUL israri', ['İstanbul', 'ısrarı']],
    ['ß for ss, and half of it', 'Straße', 'stras', ['Straß']],
    ['what comes after pictures', '👍👍 baik', 'baik', ['baik']],
    ['a picture of several parts', 'Halo 👩🏽‍💻', '💻', ['💻']],
    ['overlapping words as one', 'pesanan', 'pesan sanan', ['pesanan']],
    ['words that touch as one', 'pesanan', 'pes anan', ['pesanan']],
    ['a word that overlaps itself', 'anana', 'ana', ['anana']],
    ['Chinese', '我们的订单很快', '订单', ['订单']],
    ['Arabic with its points', 'السَّلامُ عليكم', 'السلام', ['السَّلامُ']],
    ['half width kana', 'ｶﾞｽ代', 'ガス', ['ｶﾞｽ']],
    ['signs as they are', '100% Asli _1', '100% _1', ['100%', '_1']],
  ] as const)('mark %s', ([, body, q, parts]) => {
    expect(marked(body, q)).toEqual(parts)
  })

  test('count code points', () => {
    expect(find(text('👍 Siap'), 'siap')).toEqual([{ field: 'content_text', text: '👍 Siap', ranges: [[2, 6]] }])
  })

  test('are of every field, the name of the lead included', () => {
    expect(find(file('faktur-sari.pdf', 'Faktur Anda'), 'faktur', 'Toko Faktur')).toEqual([
      { field: 'content_text', text: 'Faktur Anda', ranges: [[0, 6]] },
      { field: 'filename', text: 'faktur-sari.pdf', ranges: [[0, 6]] },
      { field: 'lead_name', text: 'Toko Faktur', ranges: [[5, 11]] },
    ])
  })

  test('of a file without a caption are of what the message says', () => {
    expect(find(file('faktur.pdf'), 'faktur')).toEqual([
      { field: 'content_text', text: 'faktur.pdf', ranges: [[0, 6]] },
    ])
  })

  test('are there if every word occurs somewhere, in whichever field', () => {
    expect(find(text('Pesanan sudah dikirim'), 'sari dikirim')).toMatchObject([
      { field: 'content_text' },
      { field: 'lead_name' },
    ])
    expect(find(text('Pesanan sudah dikirim'), 'budi dikirim')).toBeUndefined()
  })

  test('are none of a revoked message, not even for its lead’s name', () => {
    const revoked = message(text('Pesanan'), { revokedAt: 1 })
    expect(highlightsOf(revoked, 'Sari', searchWords('pesanan'))).toBeUndefined()
    expect(highlightsOf(revoked, 'Sari', searchWords('sari'))).toBeUndefined()
  })

  test('are none of a reaction', () => {
    expect(find({ type: 'reaction', data: { message_id: 'wamid.2', emoji: '👍' } }, '👍')).toBeUndefined()
  })
})
