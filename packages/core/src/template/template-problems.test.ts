import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../json.ts'
import type { TemplateComponent } from '../message/content.ts'
import type { Template, TemplatePart } from './template.ts'
import { templateProblems } from './template-problems.ts'

const template = (
  components: readonly TemplatePart[],
  parameterFormat: Template['parameterFormat'] = 'POSITIONAL',
) => ({
  id: '1',
  name: 'order_ready',
  language: 'id',
  status: 'APPROVED',
  category: 'UTILITY',
  parameterFormat,
  components,
  quality: null,
  reason: null,
  statusAt: 0,
})

const text = (value: string, parameter_name?: string): JsonObject => ({
  type: 'text',
  text: value,
  ...(parameter_name !== undefined && { parameter_name }),
})
const currency: JsonObject = { type: 'currency', currency: { fallback_value: 'Rp 42', code: 'IDR', amount_1000: 1 } }
const dateTime: JsonObject = { type: 'date_time', date_time: { fallback_value: 'today' } }
const image: JsonObject = { type: 'image', image: { id: '1' } }
const location: JsonObject = { type: 'location', location: { latitude: 0, longitude: 0 } }
const header = (...parameters: JsonObject[]): TemplateComponent => ({ type: 'header', parameters })
const body = (...parameters: JsonObject[]): TemplateComponent => ({ type: 'body', parameters })
const button = (sub_type: string, index: number | string, parameter: JsonObject): TemplateComponent => ({
  type: 'button',
  sub_type,
  index: String(index),
  parameters: [parameter],
})
const suffix = text('BZ-1')
const payload: JsonObject = { type: 'payload', payload: 'TRACK' }
const coupon: JsonObject = { type: 'coupon_code', coupon_code: 'BZ10' }
const action: JsonObject = { type: 'action', action: {} }

const plain: TemplatePart = { type: 'BODY', text: 'Halo' }
const two: TemplatePart = { type: 'BODY', text: 'Halo {{1}}, pesanan {{2}} untuk {{1}} siap' }
const named: TemplatePart = { type: 'BODY', text: 'Halo {{name}}, sampai {{ day }}' }
const headed = (format: string, value?: string): TemplatePart => ({
  type: 'HEADER',
  format,
  ...(value !== undefined && { text: value }),
})
const buttons = (...list: readonly { type: string; text?: string; url?: string }[]): TemplatePart => ({
  type: 'BUTTONS',
  buttons: list,
})
const link = { type: 'URL', text: 'Open', url: 'https://shop.example/{{1}}' }
const fixedLink = { type: 'URL', text: 'Open', url: 'https://shop.example/' }
const card = (value: string): Readonly<{ components: TemplatePart[] }> => ({
  components: [headed('IMAGE'), { type: 'BODY', text: value }, buttons({ type: 'QUICK_REPLY', text: 'Buy' }, link)],
})
const carousel: TemplatePart = { type: 'CAROUSEL', cards: [card('For {{1}}'), card('Also')] }
const offer: TemplatePart = { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Soon', has_expiration: true } }
const expiry: TemplateComponent = {
  type: 'limited_time_offer',
  parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1 } }],
}
const filledCard = (card_index: number, ...parameters: JsonObject[]) => ({
  card_index,
  components: [header(image), ...(parameters.length > 0 ? [body(...parameters)] : []), button('url', 1, suffix)],
})
const cards = (...list: ReturnType<typeof filledCard>[]): TemplateComponent => ({ type: 'carousel', cards: list })

type Case = readonly [what: string, parts: readonly TemplatePart[], given: readonly TemplateComponent[]]
type WrongCase = readonly [...Case, paths: readonly string[]]
const C = 'template.components'

const fits: readonly Case[] = [
  ['no parameters for none', [plain], []],
  ['a place that stands twice, once', [two], [body(text('Ana'), text('7'))]],
  ['a currency and a date in a text', [two], [body(currency, dateTime)]],
  ['a text header without a place', [headed('TEXT', 'Hai'), plain], []],
  ['a text header', [headed('TEXT', 'Hai {{1}}'), plain], [header(text('Ana'))]],
  ['a header of no format', [{ type: 'HEADER', text: 'Hai {{1}}' }, plain], [header(text('Ana'))]],
  ['an image', [headed('IMAGE'), plain], [header(image)]],
  ['a place on the map', [headed('LOCATION'), plain], [header(location)]],
  ['any parameter for a format of tomorrow', [headed('HOLOGRAM'), plain], [header(image)]],
  ['parts in lower case', [{ type: 'body', text: '{{1}}' }], [body(text('Ana'))]],
  ['a quick reply without a payload', [plain, buttons({ type: 'QUICK_REPLY' })], []],
  ['a quick reply with one', [plain, buttons({ type: 'QUICK_REPLY' })], [button('quick_reply', 0, payload)]],
  ['a fixed link', [plain, buttons(fixedLink)], []],
  ['a link that is filled in', [plain, buttons({ type: 'QUICK_REPLY' }, link)], [button('url', 1, suffix)]],
  ['a one-time password', [plain, buttons({ type: 'OTP' })], [button('url', 0, suffix)]],
  ['a coupon', [plain, buttons({ type: 'COPY_CODE' })], [button('copy_code', 0, coupon)]],
  ['a flow without a token', [plain, buttons({ type: 'FLOW' })], []],
  ['a flow with one', [plain, buttons({ type: 'FLOW' })], [button('flow', 0, action)]],
  ['a phone number', [plain, buttons({ type: 'PHONE_NUMBER' })], []],
  ['any component for a button of tomorrow', [plain, buttons({ type: 'WAVE' })], [button('flow', 0, action)]],
  ['an offer that expires', [plain, offer], [expiry]],
  ['cards', [plain, carousel], [cards(filledCard(0, text('Ana')), filledCard(1))]],
  ['cards in another order', [plain, carousel], [cards(filledCard(1), filledCard(0, text('Ana')))]],
]

const doesNotFit: readonly WrongCase[] = [
  ['no body where one is needed', [two], [], [C]],
  ['too few', [two], [body(text('Ana'))], [`${C}.0.parameters`]],
  ['too many', [two], [body(text('Ana'), text('7'), text('x'))], [`${C}.0.parameters`]],
  ['some where there are none', [plain], [body(text('Ana'))], [`${C}.0.parameters`]],
  [
    'names where there are numbers',
    [two],
    [body(text('Ana', 'a'), text('7', 'b'))],
    [`${C}.0.parameters.0.parameter_name`, `${C}.0.parameters.1.parameter_name`],
  ],
  ['a line break', [two], [body(text('A\nna'), text('7'))], [`${C}.0.parameters.0.text`]],
  ['a tab', [two], [body(text('Ana'), text('\t'))], [`${C}.0.parameters.1.text`]],
  ['five spaces', [two], [body(text('A     a'), text('7'))], [`${C}.0.parameters.0.text`]],
  [
    '1025 characters beside a footer',
    [two, { type: 'FOOTER', text: 'Bye' }],
    [body(text('a'.repeat(1025)), text('7'))],
    [`${C}.0.parameters.0.text`],
  ],
  ['a header where there is none', [plain], [header(text('Ana'))], [`${C}.0.parameters`]],
  ['a text where the header is fixed', [headed('TEXT', 'Hai'), plain], [header(text('Ana'))], [`${C}.0.parameters`]],
  ['no text for the header', [headed('TEXT', 'Hai {{1}}'), plain], [], [C]],
  ['an image for a text', [headed('TEXT', 'Hai {{1}}'), plain], [header(image)], [`${C}.0.parameters.0.type`]],
  ['no image', [headed('IMAGE'), plain], [], [C]],
  ['a place for an image', [headed('IMAGE'), plain], [header(location)], [`${C}.0.parameters.0.type`]],
  ['an image for a video', [headed('VIDEO'), plain], [header(image)], [`${C}.0.parameters.0.type`]],
  ['an image for a document', [headed('DOCUMENT'), plain], [header(image)], [`${C}.0.parameters.0.type`]],
  ['a text for a place', [headed('LOCATION'), plain], [header(text('Jakarta'))], [`${C}.0.parameters.0.type`]],
  ['a button where there is none', [plain], [button('quick_reply', 0, payload)], [`${C}.0.index`]],
  ['a button past the last', [plain, buttons(fixedLink)], [button('quick_reply', 1, payload)], [`${C}.0.index`]],
  ['a payload for a link', [plain, buttons(link)], [button('quick_reply', 0, payload)], [`${C}.0.sub_type`]],
  ['a suffix for a reply', [plain, buttons({ type: 'QUICK_REPLY' })], [button('url', 0, suffix)], [`${C}.0.sub_type`]],
  ['a suffix for a fixed link', [plain, buttons(fixedLink)], [button('url', 0, suffix)], [`${C}.0`]],
  ['something for a phone number', [plain, buttons({ type: 'PHONE_NUMBER' })], [button('url', 0, suffix)], [`${C}.0`]],
  ['no suffix for a link', [plain, buttons(link)], [], [C]],
  ['the suffix at another button', [plain, buttons(link, link)], [button('url', 0, suffix)], [C]],
  ['no code to copy', [plain, buttons({ type: 'COPY_CODE' })], [], [C]],
  ['no one-time password', [plain, buttons({ type: 'OTP' })], [], [C]],
  ['no products', [plain, buttons({ type: 'MPM' })], [], [C]],
  ['no time of an offer', [plain, offer], [], [C]],
  ['an offer where there is none', [plain], [expiry], [`${C}.0`]],
  ['no cards', [plain, carousel], [], [C]],
  ['cards where there are none', [plain], [cards(filledCard(0))], [`${C}.0`]],
  ['too few cards', [plain, carousel], [cards(filledCard(0, text('Ana')))], [`${C}.0.cards`]],
  [
    'a card past the last',
    [plain, carousel],
    [cards(filledCard(0, text('Ana')), filledCard(2))],
    [`${C}.0.cards.1.card_index`],
  ],
  [
    'a card that lacks a parameter',
    [plain, carousel],
    [cards(filledCard(0), filledCard(1))],
    [`${C}.0.cards.0.components`],
  ],
  [
    'everything at once',
    [headed('IMAGE'), two, buttons(link)],
    [body(text('A\tna')), button('quick_reply', 0, payload)],
    [C, `${C}.0.parameters`, `${C}.0.parameters.0.text`, `${C}.1.sub_type`],
  ],
]

const names: readonly WrongCase[] = [
  ['both, in any order', [named], [body(text('Senin', 'day'), text('Ana', 'name'))], []],
  ['one left out', [named], [body(text('Ana', 'name'))], [`${C}.0.parameters`]],
  ['none', [named], [], [C]],
  [
    'positions',
    [named],
    [body(text('Ana'), text('Senin'))],
    [`${C}.0.parameters`, `${C}.0.parameters.0.parameter_name`, `${C}.0.parameters.1.parameter_name`],
  ],
  [
    'another name',
    [named],
    [body(text('Ana', 'name'), text('Senin', 'date'))],
    [`${C}.0.parameters`, `${C}.0.parameters.1.parameter_name`],
  ],
  [
    'one too many',
    [named],
    [body(text('Ana', 'name'), text('Senin', 'day'), text('x', 'x'))],
    [`${C}.0.parameters`, `${C}.0.parameters.2.parameter_name`],
  ],
]

const problemsOf = (parts: readonly TemplatePart[], given: readonly TemplateComponent[], format?: 'NAMED') =>
  templateProblems(template(parts, format), { name: 'order_ready', language: { code: 'id' }, components: given })
const pathsOf = (...given: Parameters<typeof problemsOf>) => problemsOf(...given).map(({ path }) => path)

describe('A message fits its template with', () => {
  test.for(fits)('%s', ([, parts, given]) => {
    expect(problemsOf(parts, given)).toEqual([])
  })
})

describe('A message does not fit its template with', () => {
  test.for(doesNotFit)('%s', ([, parts, given, paths]) => {
    expect(pathsOf(parts, given)).toEqual(paths)
  })

  test('says what is missing', () => {
    const [few] = problemsOf([two], [body(text('Ana'))])
    expect(few?.message).toBe('must have a parameter for {{2}}')
    const [unnamed] = problemsOf([named], [], 'NAMED')
    expect(unnamed?.message).toBe('must have a body with parameters for {{name}}, {{day}}')
  })
})

describe('A template with names gets', () => {
  test.for(names)('%s', ([, parts, given, paths]) => {
    expect(pathsOf(parts, given, 'NAMED')).toEqual(paths)
  })
})
