import type { Content, Json, JsonObject, OutgoingKindName } from '@boztell/core'

export type OutgoingExample = Readonly<{
  /** Without the common fields (`user_id`, `room_id` or `to`, `reply_to`). */
  body: JsonObject
  content: Content
}>

const file = { mime_type: null, size: null, sha256: null, filename: null }
const atLink = (link: string) => ({ id: null, state: 'ready', ...file, link }) as const
const atWhatsApp = (id: string) => ({ id: null, state: 'pending', ...file, whatsapp_media_id: id }) as const

const target = '019b76da-a800-7a3c-8f2e-5d1c4b7a9e61'
const photo = 'https://example.com/photo.jpg'

const contacts = [
  {
    name: { formatted_name: 'Dr. Ana Putri', first_name: 'Ana', last_name: 'Putri', prefix: 'Dr.' },
    phones: [{ phone: '+62 812 3456 7890', type: 'WORK', wa_id: '6281234567890' }],
    emails: [{ email: 'ana@example.com', type: 'WORK' }],
    addresses: [{ street: 'Jl. Merdeka 1', city: 'Jakarta', zip: '10110', country: 'Indonesia', country_code: 'ID' }],
    urls: [{ url: 'https://example.com/ana', type: 'WORK' }],
    org: { company: 'Toko Kita', department: 'Sales', title: 'Manager' },
    birthday: '1992-02-29',
  },
] as const satisfies Json

const template = {
  name: 'order_ready',
  language: { code: 'en_US' },
  components: [
    { type: 'header', parameters: [{ type: 'image', image: { link: photo } }] },
    {
      type: 'body',
      parameters: [
        { type: 'text', text: 'Ana' },
        { type: 'currency', currency: { fallback_value: 'Rp 42', code: 'IDR', amount_1000: 42_000 } },
      ],
    },
    {
      type: 'button',
      sub_type: 'quick_reply',
      index: '0',
      parameters: [{ type: 'payload', payload: 'TRACK' }],
    },
  ],
} as const satisfies Json

const sections = [
  { title: 'Coffee', rows: [{ id: 'c1', title: 'Espresso', description: 'Short and strong' }] },
  { title: 'Tea', rows: [{ id: 't1', title: 'Jasmine' }] },
] as const satisfies Json

/** One valid body of every sending endpoint, and what it says; `send-reaction` needs the id of a message that was sent. */
export const outgoingExamples: Readonly<Record<OutgoingKindName, OutgoingExample>> = {
  send: {
    body: { text: 'Halo https://example.com', preview_url: true },
    content: { type: 'text', data: { body: 'Halo https://example.com', preview_url: true } },
  },
  'send-template': { body: { template }, content: { type: 'template', data: template } },
  'send-media-image': {
    body: { media: { link: photo }, caption: 'Our shop' },
    content: { type: 'image', data: { media: atLink(photo), caption: 'Our shop' } },
  },
  'send-media-document': {
    body: { media: { id: '1234567890' }, caption: 'July', filename: 'report.pdf' },
    content: {
      type: 'document',
      data: { media: { ...atWhatsApp('1234567890'), filename: 'report.pdf' }, caption: 'July' },
    },
  },
  'send-media-audio': {
    body: { media: { id: '1234567890' }, voice: true },
    content: { type: 'audio', data: { media: atWhatsApp('1234567890'), voice: true } },
  },
  'send-media-video': {
    body: { media: { link: 'https://example.com/clip.mp4' }, caption: 'Watch' },
    content: { type: 'video', data: { media: atLink('https://example.com/clip.mp4'), caption: 'Watch' } },
  },
  'send-media-sticker': {
    body: { media: { link: 'https://example.com/wave.webp' } },
    content: { type: 'sticker', data: { media: atLink('https://example.com/wave.webp') } },
  },
  'send-location': {
    body: { latitude: -6.1754, longitude: 106.8272, name: 'Monas', address: 'Gambir, Jakarta' },
    content: {
      type: 'location',
      data: { latitude: -6.1754, longitude: 106.8272, name: 'Monas', address: 'Gambir, Jakarta' },
    },
  },
  'send-contacts': { body: { contacts }, content: { type: 'contacts', data: { contacts } } },
  'send-quick-reply': {
    body: { text: 'Coming?', replies: ['Yes', 'No'] },
    content: {
      type: 'interactive',
      data: {
        type: 'button',
        body: { text: 'Coming?' },
        action: {
          buttons: [
            { type: 'reply', reply: { id: 'reply_1', title: 'Yes' } },
            { type: 'reply', reply: { id: 'reply_2', title: 'No' } },
          ],
        },
      },
    },
  },
  'send-interactive-list': {
    body: {
      header: { type: 'text', text: 'Menu' },
      body: 'What would you like?',
      footer: 'Open until 5',
      button: 'Choose',
      sections,
    },
    content: {
      type: 'interactive',
      data: {
        type: 'list',
        header: { type: 'text', text: 'Menu' },
        body: { text: 'What would you like?' },
        footer: { text: 'Open until 5' },
        action: { button: 'Choose', sections },
      },
    },
  },
  'send-interactive-button': {
    body: {
      header: { type: 'image', media: { link: photo } },
      body: 'Deliver today?',
      footer: 'Toko Kita',
      buttons: [
        { id: 'today', title: 'Today' },
        { id: 'later', title: 'Later' },
      ],
    },
    content: {
      type: 'interactive',
      data: {
        type: 'button',
        header: { type: 'image', media: atLink(photo) },
        body: { text: 'Deliver today?' },
        footer: { text: 'Toko Kita' },
        action: {
          buttons: [
            { type: 'reply', reply: { id: 'today', title: 'Today' } },
            { type: 'reply', reply: { id: 'later', title: 'Later' } },
          ],
        },
      },
    },
  },
  'send-reaction': {
    body: { message_id: target, emoji: '👍' },
    content: { type: 'reaction', data: { message_id: target, emoji: '👍' } },
  },
  'send-interactive-cta-url': {
    body: {
      header: { type: 'text', text: 'Your order' },
      body: 'It is on its way.',
      footer: 'Toko Kita',
      display_text: 'Track it',
      url: 'https://example.com/track/42',
    },
    content: {
      type: 'interactive',
      data: {
        type: 'cta_url',
        header: { type: 'text', text: 'Your order' },
        body: { text: 'It is on its way.' },
        footer: { text: 'Toko Kita' },
        action: { name: 'cta_url', parameters: { display_text: 'Track it', url: 'https://example.com/track/42' } },
      },
    },
  },
  'send-location-request': {
    body: { body: 'Where shall we deliver?' },
    content: {
      type: 'interactive',
      data: {
        type: 'location_request_message',
        body: { text: 'Where shall we deliver?' },
        action: { name: 'send_location' },
      },
    },
  },
}
