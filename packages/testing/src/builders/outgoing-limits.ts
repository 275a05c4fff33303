import type { JsonObject, OutgoingKindName } from '@boztell/core'

/** As long as a limit allows; each character is one code point, but two UTF-16 units. */
export const ofLength = (codePoints: number): string => '𝒳'.repeat(codePoints)

/** A link of that many code points. */
export const linkOfLength = (codePoints: number): string => 'https://example.com/'.padEnd(codePoints, 'x')

const media = { link: linkOfLength(2048) }
const uploaded = { id: '019b76da-a800-7a3c-8f2e-5d1c4b7a9e60' }
const anyText = ofLength(1000)

const contact = {
  name: {
    formatted_name: anyText,
    first_name: anyText,
    last_name: anyText,
    middle_name: anyText,
    suffix: anyText,
    prefix: anyText,
  },
  phones: [{ phone: anyText, type: anyText, wa_id: '1'.repeat(20) }],
  emails: [{ email: 'ana@example.com', type: anyText }],
  addresses: [
    {
      street: anyText,
      city: anyText,
      state: anyText,
      zip: anyText,
      country: anyText,
      country_code: 'id',
      type: anyText,
    },
  ],
  urls: [{ url: media.link, type: anyText }],
  org: { company: anyText, department: anyText, title: anyText },
  birthday: '2000-02-29',
}

const row = (index: number) => ({
  id: index + ofLength(199),
  title: ofLength(24),
  description: ofLength(72),
})

/** What may stand above a template, apart from text. */
const headers = [
  { type: 'document', document: { id: '1'.repeat(32), filename: ofLength(240) } },
  { type: 'image', image: media },
  { type: 'video', video: media },
  { type: 'location', location: { latitude: 90, longitude: -180, name: anyText, address: anyText } },
  { type: 'product', product: { product_retailer_id: anyText, catalog_id: anyText } },
  { type: 'currency', currency: { fallback_value: anyText, code: 'IDR', amount_1000: 0 } },
  { type: 'date_time', date_time: { fallback_value: anyText } },
]

const payloadButton = { type: 'button', sub_type: 'quick_reply', index: '9' }
const template = {
  name: 'a'.repeat(512),
  language: { code: 'fil_PH' },
  components: [
    { type: 'header', parameters: [{ type: 'text', text: ofLength(60), parameter_name: 'a'.repeat(512) }] },
    {
      type: 'body',
      parameters: [
        { type: 'text', text: ofLength(32_768), parameter_name: 'a' },
        {
          type: 'currency',
          currency: { fallback_value: anyText, code: 'IDR', amount_1000: -1 },
          parameter_name: 'b',
        },
        { type: 'date_time', date_time: { fallback_value: anyText }, parameter_name: 'c' },
      ],
    },
    { ...payloadButton, parameters: [{ type: 'payload', payload: ofLength(256) }] },
    { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: ofLength(2000) }] },
    {
      type: 'button',
      sub_type: 'copy_code',
      index: '1',
      parameters: [{ type: 'coupon_code', coupon_code: ofLength(20) }],
    },
    {
      type: 'button',
      sub_type: 'flow',
      index: '2',
      parameters: [
        { type: 'action', action: { flow_token: anyText, flow_action_data: { name: 'Ana', deep: [{ a: null }] } } },
      ],
    },
    {
      type: 'button',
      sub_type: 'catalog',
      index: '3',
      parameters: [{ type: 'action', action: { thumbnail_product_retailer_id: anyText } }],
    },
    {
      type: 'button',
      sub_type: 'mpm',
      index: '4',
      parameters: [
        {
          type: 'action',
          action: {
            thumbnail_product_retailer_id: anyText,
            sections: Array.from({ length: 10 }, (_, section) => ({
              title: ofLength(24),
              product_items: Array.from({ length: section === 9 ? 30 : 1 }, () => ({ product_retailer_id: anyText })),
            })),
          },
        },
      ],
    },
    {
      type: 'limited_time_offer',
      parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1_800_000_000_000 } }],
    },
    {
      type: 'carousel',
      cards: Array.from({ length: 10 }, (_, card_index) => ({
        card_index,
        components: [
          { type: 'header', parameters: [headers[card_index % headers.length] ?? null] },
          { type: 'body', parameters: [{ type: 'text', text: 'Ana' }] },
          { ...payloadButton, parameters: [{ type: 'payload', payload: 'x' }] },
        ],
      })),
    },
  ],
}

/** A full body of every sending endpoint, with everything as long, as many and as far out as it may be. */
export const outgoingBodiesAtLimits: Readonly<Record<OutgoingKindName, JsonObject>> = {
  send: { text: ofLength(4096), preview_url: false },
  'send-template': { template },
  'send-media-image': { media, caption: ofLength(1024) },
  'send-media-document': { media: { id: '1'.repeat(32) }, caption: ofLength(1024), filename: ofLength(240) },
  'send-media-audio': { media: uploaded, voice: false },
  'send-media-video': { media, caption: ofLength(1024) },
  'send-media-sticker': { media },
  'send-location': { latitude: -90, longitude: 180, name: anyText, address: anyText },
  'send-contacts': { contacts: Array.from({ length: 5 }, () => contact) },
  'send-quick-reply': { text: ofLength(1024), replies: ['1', '2', '3'].map((digit) => digit + ofLength(19)) },
  'send-interactive-list': {
    header: { type: 'text', text: ofLength(60) },
    body: ofLength(4096),
    footer: ofLength(60),
    button: ofLength(20),
    sections: Array.from({ length: 10 }, (_, index) => ({ title: ofLength(24), rows: [row(index)] })),
  },
  'send-interactive-button': {
    header: { type: 'document', media },
    body: ofLength(1024),
    footer: ofLength(60),
    buttons: ['1', '2', '3'].map((digit) => ({ id: digit + ofLength(255), title: digit + ofLength(19) })),
  },
  'send-reaction': { message_id: '019b76da-a800-7a3c-8f2e-5d1c4b7a9e61', emoji: '👩🏽‍🚀' },
  'send-interactive-cta-url': {
    header: { type: 'video', media: uploaded },
    body: ofLength(1024),
    footer: ofLength(60),
    display_text: ofLength(20),
    url: media.link,
  },
  'send-location-request': { body: ofLength(1024) },
}
