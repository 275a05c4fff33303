import type { Content } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { itemOf, itemsOf } from './payload.ts'

const contentOf = (name: string): Content => {
  const item = itemOf(name)
  if (item.kind !== 'message' || item.what.kind !== 'content') throw new Error(`${name} is a ${item.kind}`)
  return item.what.content
}

const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'
const media = {
  id: null,
  state: 'pending',
  size: null,
  sha256,
  filename: null,
}

const expected: Readonly<Record<string, Content>> = {
  text: { type: 'text', data: { body: 'Halo, apakah toko buka hari ini?' } },
  image: {
    type: 'image',
    data: {
      media: { ...media, state: 'pending', mime_type: 'image/jpeg', whatsapp_media_id: '1479537139650973' },
      caption: 'Ini fotonya',
    },
  },
  video: {
    type: 'video',
    data: { media: { ...media, state: 'pending', mime_type: 'video/mp4', whatsapp_media_id: '1479537139650974' } },
  },
  document: {
    type: 'document',
    data: {
      media: {
        ...media,
        state: 'pending',
        mime_type: 'application/pdf',
        filename: 'faktur 11.pdf',
        whatsapp_media_id: '1479537139650975',
      },
      caption: 'Faktur',
    },
  },
  audio: {
    type: 'audio',
    data: {
      media: {
        ...media,
        state: 'pending',
        mime_type: 'audio/ogg; codecs=opus',
        whatsapp_media_id: '1479537139650976',
      },
      voice: true,
    },
  },
  sticker: {
    type: 'sticker',
    data: {
      media: { ...media, state: 'pending', mime_type: 'image/webp', whatsapp_media_id: '1479537139650977' },
      animated: false,
    },
  },
  location: {
    type: 'location',
    data: {
      latitude: -6.1753924,
      longitude: 106.8271528,
      name: 'Monas',
      address: 'Gambir, Jakarta',
      url: 'https://example.com/monas',
    },
  },
  'location-in-strings': { type: 'location', data: { latitude: -6.1753924, longitude: 106.8271528 } },
  button: { type: 'button', data: { payload: 'CONFIRM', text: 'Ya, konfirmasi' } },
  'button-without-context': { type: 'button', data: { payload: 'Berhenti', text: 'Berhenti' } },
  'interactive-button-reply': {
    type: 'interactive',
    data: { type: 'button_reply', button_reply: { id: 'yes', title: 'Ya' } },
  },
  'interactive-list-reply': {
    type: 'interactive',
    data: { type: 'list_reply', list_reply: { id: 'row-2', title: 'Besok', description: 'Pagi' } },
  },
  'interactive-flow-reply': {
    type: 'interactive',
    data: {
      type: 'nfm_reply',
      nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"flow_token":"unused","size":"L"}' },
    },
  },
  'interactive-call-permission': {
    type: 'interactive',
    data: {
      type: 'call_permission_reply',
      call_permission_reply: {
        response: 'accept',
        is_permanent: false,
        expiration_timestamp: '1795600000',
        response_source: 'user_action',
      },
    },
  },
  'interactive-new-kind': {
    type: 'interactive',
    data: { type: 'other', raw: { type: 'poll_reply', poll_reply: { options: ['A'] } } },
  },
  reaction: { type: 'reaction', data: { message_id: 'wamid.OURS', emoji: '👍🏽' } },
  'reaction-removed': { type: 'reaction', data: { message_id: 'wamid.OURS', emoji: '' } },
  order: {
    type: 'order',
    data: {
      catalog_id: '194836987003835',
      text: 'Tolong dibungkus',
      product_items: [{ product_retailer_id: 'di9ozbzfi4', quantity: 2, item_price: 30000, currency: 'IDR' }],
    },
  },
  unsupported: {
    type: 'unsupported',
    data: {
      type: 'poll_creation',
      errors: [
        {
          code: 131051,
          title: 'Message type unknown',
          message: 'Message type unknown',
          error_data: { details: 'Message type is currently not supported.' },
        },
      ],
    },
  },
  'unsupported-unavailable': {
    type: 'unsupported',
    data: { errors: [{ code: 131060, title: 'This message is currently unavailable.' }] },
  },
  'unsupported-in-v13': {
    type: 'unsupported',
    data: { errors: [{ code: 131051, title: 'Unsupported message type' }] },
  },
  'request-welcome': { type: 'request_welcome', data: {} },
}

describe('what a customer says', () => {
  test.each(Object.entries(expected))('reads %s', (name, content) => {
    expect(contentOf(name)).toEqual(content)
  })

  test('tells of a file that WhatsApp itself has not got, and asks for none', () => {
    expect(contentOf('image-not-given')).toEqual({
      type: 'image',
      data: {
        media: {
          ...media,
          state: 'failed',
          mime_type: 'image/jpeg',
          error: {
            code: 131052,
            title: 'Media download error',
            details: 'The file is larger than WhatsApp passes on.',
          },
        },
        caption: 'Ini fotonya',
      },
    })
  })

  test('keeps a contact card with fields of its own', () => {
    expect(contentOf('contacts')).toMatchObject({
      type: 'contacts',
      data: {
        contacts: [
          {
            name: { formatted_name: 'Budi Santoso', first_name: 'Budi' },
            phones: [{ wa_id: '628112222333' }],
            org: { company: 'Toko Budi' },
            origin: 'other',
            vcard: expect.stringContaining('VCARD'),
          },
        ],
      },
    })
  })

  test('tells on the card that customers shared their own number, wherever the payload writes it', () => {
    expect(contentOf('contacts-own-number')).toMatchObject({ data: { contacts: [{ origin: 'contact_request' }] } })
  })

  test('keeps a type of tomorrow whole', () => {
    expect(contentOf('type-of-tomorrow')).toEqual({
      type: 'unknown',
      data: expect.objectContaining({ type: 'hologram', hologram: { id: '9', depth: 3 } }),
    })
  })

  test('keeps a message whose content is missing, beside the error that explains it', () => {
    expect(itemsOf('interactive-missing')).toMatchObject([
      { kind: 'message', what: { content: { type: 'unknown', data: { type: 'interactive' } } } },
      { kind: 'noted', field: 'messages.errors' },
    ])
  })

  test('keeps a system message whole', () => {
    expect(contentOf('system-identity-changed')).toEqual({
      type: 'system',
      data: {
        type: 'customer_identity_changed',
        body: 'Siti Rahma may have changed',
        identity: 'abc',
        customer: '6281234567890',
      },
    })
  })
})
