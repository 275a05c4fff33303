import { expect, test } from 'vitest'
import { contentText } from './content-text.ts'
import type { Content, ContentType, Media } from './content.ts'

const media: Media = { id: null, state: 'pending', mime_type: 'image/jpeg', size: null, sha256: null, filename: null }
const report: Media = { ...media, filename: 'report.pdf' }
const body = { text: 'Choose one' }

const readings: readonly Readonly<{ shows: string; content: Content; text: string | null }>[] = [
  { shows: 'a text', content: { type: 'text', data: { body: ' Halo\n' } }, text: ' Halo\n' },
  { shows: 'an empty text', content: { type: 'text', data: { body: ' ' } }, text: null },
  {
    shows: 'a template',
    content: { type: 'template', data: { name: 'greeting', language: { code: 'id' } } },
    text: 'greeting',
  },
  {
    shows: 'what is filled into a template',
    content: {
      type: 'template',
      data: {
        name: 'order_ready',
        language: { code: 'id' },
        components: [
          { type: 'header', parameters: [{ type: 'text', text: 'Hidden' }] },
          {
            type: 'body',
            parameters: [
              { type: 'text', text: 'Ana' },
              { type: 'currency', currency: { fallback_value: 'Rp 42', code: 'IDR', amount_1000: 42_000 } },
              { type: 'date_time', date_time: { fallback_value: '1 May' } },
              { type: 'payload', payload: 'x' },
            ],
          },
        ],
      },
    },
    text: 'order_ready: Ana, Rp 42, 1 May',
  },
  { shows: 'a caption', content: { type: 'image', data: { media, caption: 'Our shop' } }, text: 'Our shop' },
  { shows: 'a video without a caption', content: { type: 'video', data: { media } }, text: null },
  { shows: 'a voice message', content: { type: 'audio', data: { media, voice: true } }, text: null },
  { shows: 'a sticker', content: { type: 'sticker', data: { media, animated: true } }, text: null },
  { shows: 'a document', content: { type: 'document', data: { media: report } }, text: 'report.pdf' },
  {
    shows: 'a document with a caption',
    content: { type: 'document', data: { media: report, caption: 'July' } },
    text: 'July',
  },
  {
    shows: 'a named place',
    content: { type: 'location', data: { latitude: -6.2, longitude: 106.8, name: 'Monas', address: 'Gambir' } },
    text: 'Monas',
  },
  {
    shows: 'a place without a name',
    content: { type: 'location', data: { latitude: -6.2, longitude: 106.8, address: 'Gambir' } },
    text: 'Gambir',
  },
  { shows: 'a point', content: { type: 'location', data: { latitude: -6.2, longitude: 106.8 } }, text: '-6.2, 106.8' },
  {
    shows: 'contact cards, however little they tell',
    content: {
      type: 'contacts',
      data: {
        contacts: [
          { name: { formatted_name: 'Ana Putri', first_name: 'Ana' } },
          { name: { first_name: 'Budi', last_name: 'Santoso' } },
          { org: { company: 'Toko Kita' } },
          { phones: [{ phone: '+62 812' }] },
          { emails: [{ email: 'ana@example.com' }] },
          {},
        ],
      },
    },
    text: 'Ana Putri, Budi Santoso, Toko Kita, +62 812, ana@example.com',
  },
  { shows: 'cards that tell nothing', content: { type: 'contacts', data: { contacts: [{}, {}] } }, text: null },
  {
    shows: 'a question with buttons',
    content: { type: 'interactive', data: { type: 'button', body, action: { buttons: [] } } },
    text: 'Choose one',
  },
  {
    shows: 'a list',
    content: { type: 'interactive', data: { type: 'list', body, action: { button: 'Open', sections: [] } } },
    text: 'Choose one',
  },
  {
    shows: 'a link button',
    content: {
      type: 'interactive',
      data: {
        type: 'cta_url',
        body,
        action: { name: 'cta_url', parameters: { display_text: 'Go', url: 'https://example.com' } },
      },
    },
    text: 'Choose one',
  },
  {
    shows: 'a request for the location',
    content: {
      type: 'interactive',
      data: { type: 'location_request_message', body, action: { name: 'send_location' } },
    },
    text: 'Choose one',
  },
  {
    shows: 'a tapped button',
    content: { type: 'interactive', data: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } } },
    text: 'Yes',
  },
  {
    shows: 'a chosen row',
    content: {
      type: 'interactive',
      data: { type: 'list_reply', list_reply: { id: 'a', title: 'A', description: 'b' } },
    },
    text: 'A',
  },
  {
    shows: 'an answered form',
    content: { type: 'interactive', data: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent' } } },
    text: 'Sent',
  },
  {
    shows: 'a call permission',
    content: {
      type: 'interactive',
      data: {
        type: 'call_permission_reply',
        call_permission_reply: { response: 'accept', response_source: 'user_action' },
      },
    },
    text: 'accept',
  },
  {
    shows: 'a new kind of reply',
    content: { type: 'interactive', data: { type: 'other', raw: { a: 1 } } },
    text: null,
  },
  {
    shows: "a template's tapped button",
    content: { type: 'button', data: { text: 'Track', payload: 'TRACK_1' } },
    text: 'Track',
  },
  { shows: 'a reaction', content: { type: 'reaction', data: { message_id: 'wamid.1', emoji: '👍' } }, text: '👍' },
  {
    shows: 'a reaction taken back',
    content: { type: 'reaction', data: { message_id: 'wamid.1', emoji: '' } },
    text: null,
  },
  {
    shows: 'an order with words',
    content: { type: 'order', data: { text: 'Fast please', product_items: [{ quantity: 2 }] } },
    text: 'Fast please',
  },
  {
    shows: 'an order',
    content: { type: 'order', data: { product_items: [{ quantity: 2 }, { quantity: '3' }, {}] } },
    text: '6 items',
  },
  { shows: 'an order of one', content: { type: 'order', data: { product_items: [{ quantity: 1 }] } }, text: '1 item' },
  { shows: 'an empty order', content: { type: 'order', data: {} }, text: null },
  {
    shows: 'a system message',
    content: { type: 'system', data: { type: 'user_changed_number', body: 'Ana changed' } },
    text: 'Ana changed',
  },
  { shows: 'a welcome request', content: { type: 'request_welcome', data: {} }, text: null },
  { shows: 'an unsupported message', content: { type: 'unsupported', data: { type: 'poll_creation' } }, text: null },
  { shows: 'an unknown message', content: { type: 'unknown', data: { body: 'Hidden' } }, text: null },
]

test.each(readings)('reads $shows as $text', ({ content, text }) => {
  expect(contentText(content)).toBe(text)
})

test('is tested with every content type', () => {
  const every = {
    text: 1,
    template: 1,
    image: 1,
    document: 1,
    audio: 1,
    video: 1,
    sticker: 1,
    location: 1,
    contacts: 1,
    interactive: 1,
    button: 1,
    reaction: 1,
    order: 1,
    system: 1,
    request_welcome: 1,
    unsupported: 1,
    unknown: 1,
  } satisfies Record<ContentType, 1>
  expect(new Set(readings.map(({ content }) => content.type))).toEqual(new Set(Object.keys(every)))
})
