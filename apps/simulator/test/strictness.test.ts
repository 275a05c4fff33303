import { describe, expect } from 'vitest'
import { graph, send, test } from './simulate-meta.ts'

const link = 'https://example.com/file'
const body = { text: 'Body' }
const long = (length: number) => 'x'.repeat(length)
const button = (id: string, title: string) => ({ type: 'reply', reply: { id, title } })
const buttons = (...all: unknown[]) => ({
  type: 'interactive',
  interactive: { type: 'button', body, action: { buttons: all } },
})
const row = (id: string, more = {}) => ({ id, title: `Row ${id}`, ...more })
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(String(index)))
const list = (sections: unknown, more = {}) => ({
  type: 'interactive',
  interactive: { type: 'list', body, action: { button: 'Choose', sections }, ...more },
})
const cta = (display_text: string, url: string, more = {}) => ({
  type: 'interactive',
  interactive: { type: 'cta_url', body, action: { name: 'cta_url', parameters: { display_text, url } }, ...more },
})
const flow = (parameters: object) => ({
  type: 'interactive',
  interactive: {
    type: 'flow',
    body,
    action: { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Open', ...parameters } },
  },
})
const person = (more = {}) => ({ name: { formatted_name: 'Siti Rahma', first_name: 'Siti' }, ...more })
const people = (count: number) => ({ type: 'contacts', contacts: Array.from({ length: count }, () => person()) })
const template = (name: string, components?: unknown, code = 'en_US') => ({
  type: 'template',
  template: { name, language: { code }, ...(components !== undefined && { components }) },
})
const words = (...texts: string[]) => [{ type: 'body', parameters: texts.map((text) => ({ type: 'text', text })) }]
const named = (parameter_name: string, text: string) => ({ type: 'text', parameter_name, text })

const valid: Record<string, Record<string, unknown>> = {
  text: { type: 'text', text: { body: 'Halo', preview_url: true } },
  'the longest text': { text: { body: long(4096) } },
  'a text of 4096 emoji': { text: { body: '🙏'.repeat(4096) } },
  'an answer': { text: { body: 'Halo' }, context: { message_id: 'wamid.abc' } },
  'the longest callback data': { text: { body: 'Halo' }, biz_opaque_callback_data: long(512) },
  image: { type: 'image', image: { link, caption: long(1024) } },
  'an image on this machine': { type: 'image', image: { link: 'http://localhost:3000/a.png' } },
  document: { type: 'document', document: { link, filename: 'a.pdf', caption: 'A' } },
  audio: { type: 'audio', audio: { link, voice: true } },
  video: { type: 'video', video: { link } },
  sticker: { type: 'sticker', sticker: { link } },
  location: { type: 'location', location: { latitude: -6.2, longitude: 106.8, name: 'Monas', address: 'Jakarta' } },
  'a location in strings': { type: 'location', location: { latitude: '90', longitude: '-180' } },
  contacts: people(5),
  'a reaction': { type: 'reaction', reaction: { message_id: 'wamid.abc', emoji: '👍🏽' } },
  'a reaction taken back': { type: 'reaction', reaction: { message_id: 'wamid.abc', emoji: '' } },
  'three buttons': buttons(button(long(256), long(20)), button('b', 'B'), button('c', 'C')),
  'a list of ten rows': list([
    { title: long(24), rows: rows(5) },
    { title: 'B', rows: [5, 6, 7, 8, 9].map((id) => row(String(id))) },
  ]),
  'a list with a long body': list([{ rows: rows(1) }], { body: { text: long(4096) }, footer: { text: long(60) } }),
  cta_url: cta(long(20), 'https://shop.example', { header: { type: 'text', text: long(60) } }),
  'a header with an image': cta('Open', 'https://shop.example', { header: { type: 'image', image: { link } } }),
  'a request for the location': {
    type: 'interactive',
    interactive: { type: 'location_request_message', body, action: { name: 'send_location' } },
  },
  'a request for the contact': {
    type: 'interactive',
    interactive: { type: 'contact_request', body, action: { name: 'request_contact_info' } },
  },
  flow: flow({ flow_cta: long(30), flow_action: 'navigate', flow_action_payload: { screen: 'A', data: { a: 1 } } }),
  'a template without parameters': template('hello_world'),
  'a template with positions': template('order_shipped', words('Siti', 'BZ-1')),
  'a template with names': template('appointment_reminder', [
    { type: 'body', parameters: [named('date', 'Monday'), named('customer_name', 'Siti')] },
  ]),
  'a template with image and link': template('new_arrivals', [
    { type: 'header', parameters: [{ type: 'image', image: { link } }] },
    ...words('Siti'),
    { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'new' }] },
  ]),
  'a template with payloads': template('feedback_request', [
    { type: 'button', sub_type: 'quick_reply', index: 1, parameters: [{ type: 'payload', payload: 'bad' }] },
  ]),
}

const refused: Record<string, readonly [message: Record<string, unknown>, code: number, details: string]> = {
  'an unknown property': [{ text: { body: 'a' }, colour: 'red' }, 100, 'Unexpected key "colour" on param "body".'],
  'an unknown property within': [
    { text: { body: 'a', colour: 'red' } },
    100,
    'Unexpected key "colour" on param "text".',
  ],
  'an unknown type': [{ type: 'hologram', hologram: {} }, 100, 'Param type must be'],
  'another product': [{ messaging_product: 'telegram', text: { body: 'a' } }, 100, 'Param messaging_product must be'],
  'no content': [{ type: 'image' }, 100, 'The parameter image is required.'],
  'no address': [{ to: undefined, text: { body: 'a' } }, 100, 'The parameter to is required.'],
  'a user id as the phone': [{ to: 'ID.123', text: { body: 'a' } }, 100, 'Param to must be a phone number.'],
  'a phone as the user id': [{ to: undefined, recipient: '6281', text: { body: 'a' } }, 100, 'Param recipient must be'],
  'a group': [{ recipient_type: 'group', text: { body: 'a' } }, 100, 'Param recipient_type must be'],
  'no text': [{ text: {} }, 131008, "The parameter text['body'] is required."],
  'an empty text': [{ text: { body: '' } }, 100, 'at least 1'],
  'a text of 4097': [{ text: { body: long(4097) } }, 100, "Param text['body'] must be at most 4096"],
  'a caption of 1025': [{ type: 'image', image: { link, caption: long(1025) } }, 100, 'at most 1024'],
  'callback data of 513': [{ text: { body: 'a' }, biz_opaque_callback_data: long(513) }, 100, 'at most 512'],
  'a context that is no wamid': [
    { text: { body: 'a' }, context: { message_id: 'abc' } },
    100,
    'must be a WhatsApp message id',
  ],
  'an image without a source': [{ type: 'image', image: {} }, 100, 'exactly one of id and link'],
  'an image with two sources': [{ type: 'image', image: { id: '1', link } }, 100, 'exactly one of id and link'],
  'a link that is none': [{ type: 'image', image: { link: 'file.png' } }, 100, 'must be a valid https URL'],
  'a link without TLS': [
    { type: 'image', image: { link: 'http://example.com/a.png' } },
    100,
    'must be a valid https URL',
  ],
  'media nobody uploaded': [{ type: 'image', image: { id: '42' } }, 131009, 'does not exist'],
  'a caption on audio': [{ type: 'audio', audio: { link, caption: 'a' } }, 100, 'Unexpected key "caption"'],
  'a latitude of 91': [{ type: 'location', location: { latitude: 91, longitude: 0 } }, 100, 'between -90 and 90'],
  'six contacts': [people(6), 100, 'at most 5 contacts'],
  'a contact with one name part': [
    { type: 'contacts', contacts: [{ name: { formatted_name: 'A' } }] },
    100,
    'at least one of',
  ],
  'a birthday in words': [{ type: 'contacts', contacts: [person({ birthday: 'May' })] }, 100, 'YYYY-MM-DD'],
  'two emoji': [{ type: 'reaction', reaction: { message_id: 'wamid.a', emoji: '👍👍' } }, 100, 'must be one emoji'],
  'no buttons': [buttons(), 131009, 'at least 1 button'],
  'four buttons': [buttons(...['a', 'b', 'c', 'd'].map((id) => button(id, id))), 131009, 'at most 3 buttons'],
  'a button title of 21': [buttons(button('a', long(21))), 131009, 'at most 20'],
  'a button id of 257': [buttons(button(long(257), 'A')), 131009, 'at most 256'],
  'a button id with a space': [buttons(button(' a', 'A')), 131009, 'begin or end with a space'],
  'two buttons of one title': [buttons(button('a', 'A'), button('b', 'A')), 131009, 'unique titles'],
  'two buttons of one id': [buttons(button('a', 'A'), button('a', 'B')), 131009, 'unique ids'],
  'a body of 1025': [cta('Open', link, { body: { text: long(1025) } }), 131009, 'at most 1024'],
  'a list body of 4097': [list([{ rows: rows(1) }], { body: { text: long(4097) } }), 131009, 'at most 4096'],
  'a header of 61': [cta('Open', link, { header: { type: 'text', text: long(61) } }), 131009, 'at most 60'],
  'a footer of 61': [cta('Open', link, { footer: { text: long(61) } }), 131009, 'at most 60'],
  'a list with an image header': [
    list([{ rows: rows(1) }], { header: { type: 'image', image: { link } } }),
    100,
    "interactive['header']['type']",
  ],
  'eleven rows': [list([{ rows: rows(11) }]), 131009, 'at most 10 rows'],
  'eleven sections': [
    list(Array.from({ length: 11 }, (_, id) => ({ title: 'A', rows: [row(String(id))] }))),
    131009,
    'at most 10 sections',
  ],
  'two sections without titles': [list([{ rows: [row('a')] }, { rows: [row('b')] }]), 131009, 'title on each section'],
  'two rows of one id': [list([{ rows: [row('a'), row('a')] }]), 131009, 'unique ids'],
  'a row title of 25': [list([{ rows: [row('a', { title: long(25) })] }]), 131009, 'at most 24'],
  'a row description of 73': [list([{ rows: [row('a', { description: long(73) })] }]), 131009, 'at most 72'],
  'a row id of 201': [list([{ rows: [row(long(201))] }]), 131009, 'at most 200'],
  'a section title of 25': [list([{ title: long(25), rows: rows(1) }]), 131009, 'at most 24'],
  'a link label of 21': [cta(long(21), link), 131009, 'at most 20'],
  'a link to nowhere': [cta('Open', 'nowhere'), 131009, 'valid URL'],
  'a flow label of 31': [flow({ flow_cta: long(31) }), 131009, 'at most 30'],
  'a flow with two names': [flow({ flow_name: 'a' }), 131009, 'exactly one of flow_id and flow_name'],
  'an unknown template': [template('nobody'), 132001, 'does not exist in en_US'],
  'a template in another language': [template('hello_world', undefined, 'id'), 132001, 'does not exist in id'],
  'a template under review': [template('waiting_for_review'), 132001, 'not approved'],
  'a paused template': [template('paused_offer'), 132015, 'paused'],
  'a disabled template': [template('disabled_offer'), 132016, 'disabled'],
  'too few parameters': [
    template('order_shipped', words('Siti')),
    132000,
    'number of localizable_params (1) does not match the expected number of params (2)',
  ],
  'a parameter with a new line': [template('order_shipped', words('Si\nti', 'B')), 132018, 'new-line'],
  'positions where names belong': [
    template('appointment_reminder', words('Siti', 'Monday')),
    132012,
    'Parameter name is missing',
  ],
  'a header of another kind': [
    template('new_arrivals', [{ type: 'header', parameters: [{ type: 'video', video: { link } }] }]),
    132012,
    'expected IMAGE, received VIDEO',
  ],
  'a login code for a user id': [
    { to: undefined, recipient: 'ID.123', ...template('login_code', words('1')) },
    131062,
    'phone number only',
  ],
}

describe('The Graph API', () => {
  test.for(Object.entries(valid))('takes %s', async ([, message], { simulator }) => {
    const { status, body: answer } = await send(simulator, message)
    expect(answer).toMatchObject({
      messaging_product: 'whatsapp',
      messages: [{ id: expect.stringMatching(/^wamid\./) }],
    })
    expect(status).toBe(200)
  })

  test.for(Object.entries(refused))('refuses %s', async ([, [message, code, details]], { simulator }) => {
    const { status, body: answer } = await send(simulator, message)
    expect(answer.error).toMatchObject({
      code,
      message: expect.stringContaining(`(#${code})`),
      type: 'OAuthException',
      error_data: { messaging_product: 'whatsapp', details: expect.stringContaining(details) },
      fbtrace_id: expect.any(String),
    })
    expect(status).toBe(code === 132001 ? 404 : 400)
    expect(await simulator.control.messages()).toEqual([])
  })

  test('asks for the product first', async ({ simulator }) => {
    const { body: answer } = await graph(simulator, 'POST', `/v26.0/${simulator.phoneNumberId}/messages`, {})
    expect(answer.error).toMatchObject({
      code: 100,
      error_data: { details: 'The parameter messaging_product is required.' },
    })
  })
})
