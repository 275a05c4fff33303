import type { Json, JsonObject, OutgoingKindName } from '@boztell/core'
import { linkOfLength, ofLength, outgoingBodiesAtLimits } from './outgoing-limits.ts'

/** A body that is wrong in one place only; `path` is what the answer must name. */
export type OutgoingLimitViolation = Readonly<{
  kind: OutgoingKindName
  breaks: string
  body: JsonObject
  path: string
}>

type Change = Json | undefined | ((before: Json) => Json)
/** What is done, where in the body at its limits, and the path to be named where that is another. */
type Break = readonly [breaks: string, at: string, change: Change, path?: string]

const MISSING = undefined

const changed = (value: Json | undefined, keys: readonly string[], change: Change): Json | undefined => {
  const [key, ...rest] = keys
  if (key === undefined) return typeof change === 'function' ? change(value ?? null) : change
  if (!Array.isArray(value)) {
    const object = value as JsonObject
    return { ...object, [key]: changed(object[key], rest, change) }
  }
  const items = value as readonly Json[]
  return items.toSpliced(Number(key), 1, changed(items[Number(key)], rest, change) ?? null)
}

/** JSON drops what is undefined, as it would on the wire. */
const asSent = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject

const listOf = (length: number, item: (index: number) => Json): Json =>
  Array.from({ length }, (_, index) => item(index))
const oneMore = (items: Json): Json => [...(items as readonly Json[]), (items as readonly Json[])[0] ?? null]
const row = (id: string) => ({ id, title: 'Row' })

const blank = (at: string): Break => ['nothing to read', at, ' \n\t']
const tooLong = (at: string, max: number): Break => [`${max + 1} characters`, at, ofLength(max + 1)]
/** A text that must be there, be read and be stored, and no longer than `max`. */
const text = (at: string, max: number): readonly Break[] => [
  tooLong(at, max),
  blank(at),
  ['no text', at, ''],
  ['a number', at, 5],
  ['null', at, null],
  ['a NUL character', at, 'a\0b'],
  ['half of a surrogate pair', at, 'a\ud835'],
]
const required = (at: string): Break => ['nothing', at, MISSING]
const none = (at: string): Break => ['none', at, []]
const stranger = (at: string): Break => ['an unknown property', at, 1]
const notWeb = (at: string): readonly Break[] => [
  ['2049 characters', at, linkOfLength(2049)],
  ['another protocol', at, 'ftp://example.com/a'],
  ['no address', at, 'example.com'],
  ['a space', at, 'https://example.com/a b'],
  ['a NUL character', at, 'https://example.com/\0'],
]
const media = (at: string): readonly Break[] => [
  required(at),
  ['neither id nor link', at, {}],
  ['both id and link', `${at}`, { id: '1', link: 'https://example.com/a' }],
  ['a string', at, '1'],
  ['33 digits', at, { id: '1'.repeat(33) }, `${at}.id`],
  ['no id', at, { id: 'wamid.1' }, `${at}.id`],
  ['an unknown property', at, { id: '1', url: 'x' }, `${at}.url`],
  ...notWeb(`${at}.link`).map(([breaks, link, value]): Break => [breaks, at, { link: value as Json }, link]),
]
const header: readonly Break[] = [
  ['an unknown type', 'header', { type: 'audio', media: { id: '1' } }, 'header.type'],
  ['no type', 'header', { text: 'a' }, 'header.type'],
  ['61 characters', 'header', { type: 'text', text: ofLength(61) }, 'header.text'],
  ['a text for a picture', 'header', { type: 'image', media: { id: '1' }, text: 'a' }, 'header.text'],
  ...media('header.media'),
]
const T = 'template.components'

const breaks: Readonly<Record<OutgoingKindName, readonly Break[]>> = {
  send: [...text('text', 4096), required('text'), stranger('preview'), ['a word', 'preview_url', 'yes']],
  'send-template': [
    required('template'),
    ['513 letters', 'template.name', 'a'.repeat(513)],
    ['capitals', 'template.name', 'Order'],
    ['a language of its own', 'template.language.code', 'english'],
    ['a language of four letters', 'template.language.code', 'engl'],
    ['a country of five letters', 'template.language.code', 'en_LATIN'],
    required('template.language'),
    stranger('template.language.policy'),
    stranger('template.namespace'),
    ['an unknown component', `${T}.0.type`, 'footer'],
    stranger(`${T}.0.text`),
    ...text(`${T}.0.parameters.0.text`, 60),
    ['513 letters', `${T}.0.parameters.0.parameter_name`, 'a'.repeat(513)],
    ['capitals', `${T}.0.parameters.0.parameter_name`, 'Name'],
    none(`${T}.0.parameters`),
    ['two header parameters', `${T}.0.parameters`, oneMore],
    ['an unknown parameter', `${T}.0.parameters.0.type`, 'sticker'],
    ['a header twice', `${T}.1`, { type: 'header', parameters: [{ type: 'text', text: 'a' }] }, `${T}.1.type`],
    none(`${T}.1.parameters`),
    ...text(`${T}.1.parameters.0.text`, 32_768),
    ['a missing name', `${T}.1.parameters.2.parameter_name`, MISSING],
    ['a name twice', `${T}.1.parameters.2.parameter_name`, 'a'],
    tooLong(`${T}.1.parameters.1.currency.fallback_value`, 1000),
    ['a currency of its own', `${T}.1.parameters.1.currency.code`, 'Rp'],
    ['half a unit', `${T}.1.parameters.1.currency.amount_1000`, 0.5],
    stranger(`${T}.1.parameters.2.date_time.year`),
    ['an unknown button', `${T}.2.sub_type`, 'menu'],
    ['a button past the tenth', `${T}.2.index`, '10'],
    ['a number past the tenth', `${T}.2.index`, 10],
    ['a number below zero', `${T}.2.index`, -1],
    none(`${T}.2.parameters`),
    ['two', `${T}.2.parameters`, oneMore],
    ['a button in the same place', `${T}.2.index`, 0, `${T}.3.index`],
    tooLong(`${T}.2.parameters.0.payload`, 256),
    tooLong(`${T}.3.parameters.0.text`, 2000),
    tooLong(`${T}.4.parameters.0.coupon_code`, 20),
    stranger(`${T}.5.parameters.0.action.mode`),
    ['a list', `${T}.5.parameters.0.action.flow_action_data`, 'x'],
    ['a NUL character, deep', `${T}.5.parameters.0.action.flow_action_data`, { a: [{ b: '\0' }] }],
    none(`${T}.7.parameters.0.action.sections`),
    none(`${T}.7.parameters.0.action.sections.9.product_items`),
    ['31 products', `${T}.7.parameters.0.action.sections.9.product_items`, oneMore],
    ['11 sections', `${T}.7.parameters.0.action.sections`, oneMore],
    tooLong(`${T}.7.parameters.0.action.sections.9.title`, 24),
    ['a time of the past', `${T}.8.parameters.0.limited_time_offer.expiration_time_ms`, -1],
    none(`${T}.8.parameters`),
    ['two', `${T}.8.parameters`, oneMore],
    none(`${T}.9.cards`),
    none(`${T}.9.cards.9.components`),
    ['a header twice in a card', `${T}.9.cards.9.components`, oneMore, `${T}.9.cards.9.components.3.type`],
    ['neither id nor link', `${T}.9.cards.1.components.0.parameters.0.image`, {}],
    [
      'both id and link',
      `${T}.9.cards.0.components.0.parameters.0.document.link`,
      'https://example.com',
      `${T}.9.cards.0.components.0.parameters.0.document`,
    ],
    ['a card below the first', `${T}.9.cards.9.card_index`, -1],
    ['a card twice', `${T}.9.cards.9.card_index`, 0],
    ['a card past the tenth', `${T}.9.cards.9.card_index`, 10],
    ['an unknown component of a card', `${T}.9.cards.0.components.0.type`, 'carousel'],
    ['33 digits', `${T}.9.cards.0.components.0.parameters.0.document.id`, '1'.repeat(33)],
    tooLong(`${T}.9.cards.0.components.0.parameters.0.document.filename`, 240),
    stranger(`${T}.9.cards.0.components.0.parameters.0.document.caption`),
  ],
  'send-media-image': [...media('media'), ...text('caption', 1024), stranger('filename')],
  'send-media-document': [...media('media'), ...text('caption', 1024), ...text('filename', 240), stranger('voice')],
  'send-media-audio': [...media('media'), ['a word', 'voice', 'true'], stranger('caption')],
  'send-media-video': [...media('media'), ...text('caption', 1024), stranger('filename')],
  'send-media-sticker': [...media('media'), stranger('caption')],
  'send-location': [
    required('latitude'),
    ['too far south', 'latitude', -90.000001],
    ['too far north', 'latitude', 90.000001],
    ['a string', 'latitude', '1'],
    required('longitude'),
    ['too far west', 'longitude', -180.000001],
    ['too far east', 'longitude', 180.000001],
    ...text('name', 1000),
    ...text('address', 1000),
    stranger('url'),
  ],
  'send-contacts': [
    required('contacts'),
    none('contacts'),
    ['six', 'contacts', oneMore],
    stranger('contacts.4.nickname'),
    ['a name without a part', 'contacts.4.name', { formatted_name: 'Ana' }],
    required('contacts.4.name'),
    required('contacts.4.name.formatted_name'),
    ...text('contacts.4.name.formatted_name', 1000),
    tooLong('contacts.4.name.prefix', 1000),
    stranger('contacts.4.name.nickname'),
    required('contacts.4.phones.0.phone'),
    ['letters', 'contacts.4.phones.0.wa_id', '+6281234'],
    ['21 digits', 'contacts.4.phones.0.wa_id', '1'.repeat(21)],
    tooLong('contacts.4.phones.0.type', 1000),
    ['no address', 'contacts.4.emails.0.email', 'ana'],
    stranger('contacts.4.emails.0.label'),
    ['nothing but a type', 'contacts.4.addresses.0', { type: 'HOME' }],
    ['three letters', 'contacts.4.addresses.0.country_code', 'IDN'],
    ...notWeb('contacts.4.urls.0.url'),
    ['nothing', 'contacts.4.org', {}],
    stranger('contacts.4.org.team'),
    ['another order', 'contacts.4.birthday', '29-02-2000'],
    ['a day that never was', 'contacts.4.birthday', '2001-02-29'],
  ],
  'send-quick-reply': [
    ...text('text', 1024),
    required('replies'),
    none('replies'),
    ['four', 'replies', ['1', '2', '3', '4']],
    ['the same twice', 'replies', ['Yes', 'No', 'Yes'], 'replies.2'],
    ...text('replies.2', 20),
    stranger('footer'),
  ],
  'send-interactive-list': [
    ['61 characters', 'header.text', ofLength(61)],
    ['a picture', 'header.type', 'image'],
    stranger('header.media'),
    ...text('body', 4096),
    ...text('footer', 60),
    ...text('button', 20),
    required('button'),
    required('sections'),
    none('sections'),
    ['no title among several', 'sections.3.title', MISSING],
    ...text('sections.9.title', 24),
    stranger('sections.9.description'),
    none('sections.9.rows'),
    ['11 rows in several sections', 'sections.9.rows', [row('a'), row('b')], 'sections'],
    ['the same id in two sections', 'sections.9.rows.0.id', `0${ofLength(199)}`],
    ...text('sections.9.rows.0.id', 200),
    ...text('sections.9.rows.0.title', 24),
    required('sections.9.rows.0.title'),
    ...text('sections.9.rows.0.description', 72),
    stranger('sections.9.rows.0.image'),
  ],
  'send-interactive-button': [
    ...header,
    ...text('body', 1024),
    ...text('footer', 60),
    required('buttons'),
    none('buttons'),
    ['four', 'buttons', listOf(4, (index) => ({ id: `${index}`, title: `${index}` }))],
    ['an id twice', 'buttons', listOf(3, (index) => ({ id: `${index % 2}`, title: `${index}` })), 'buttons.2.id'],
    ['a title twice', 'buttons', listOf(3, (index) => ({ id: `${index}`, title: `${index % 2}` })), 'buttons.2.title'],
    ...text('buttons.2.id', 256),
    ['white space before', 'buttons.2.id', ' a'],
    ['white space behind', 'buttons.2.id', 'a\n'],
    ...text('buttons.2.title', 20),
    stranger('buttons.2.type'),
  ],
  'send-reaction': [
    required('message_id'),
    ["WhatsApp's id", 'message_id', 'wamid.HBgM'],
    required('emoji'),
    ['a letter', 'emoji', 'a'],
    ['a digit', 'emoji', '1'],
    ['two emoji', 'emoji', '👍👍'],
    ['an emoji and a space', 'emoji', '👍 '],
    ['half of a flag', 'emoji', '🇮'],
    stranger('reaction'),
  ],
  'send-interactive-cta-url': [
    ...header,
    ...text('body', 1024),
    ...text('footer', 60),
    ...text('display_text', 20),
    required('url'),
    ...notWeb('url'),
    stranger('buttons'),
  ],
  'send-location-request': [...text('body', 1024), required('body'), stranger('header')],
}

/** Every limit of every sending endpoint, one past its edge. */
export const outgoingLimitViolations: readonly OutgoingLimitViolation[] = Object.entries(breaks).flatMap(
  ([name, all]) => {
    const kind = name as OutgoingKindName
    return all.map(([what, at, change, path = at]) => {
      const body = asSent(changed(outgoingBodiesAtLimits[kind], at.split('.'), change))
      return { kind, breaks: `${what} at ${at}`, body, path }
    })
  },
)
