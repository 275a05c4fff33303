import * as v from 'valibot'
import { chars, fetchableUrl, wamid } from './text-limits.ts'

export const textContent = v.strictObject({ body: chars(1, 4096), preview_url: v.optional(v.boolean()) })

const mediaId = v.pipe(v.string(), v.regex(/^\d{1,32}$/, 'must be a media id'))
const source = { id: v.optional(mediaId), link: v.optional(fetchableUrl) }
const caption = v.optional(chars(0, 1024))

const oneSource = v.check(
  ({ id, link }: { id?: string | undefined; link?: string | undefined }) => (id === undefined) !== (link === undefined),
  'must have exactly one of id and link',
)

export const imageContent = v.pipe(v.strictObject({ ...source, caption }), oneSource)
export const videoContent = v.pipe(v.strictObject({ ...source, caption }), oneSource)
export const documentContent = v.pipe(
  v.strictObject({ ...source, caption, filename: v.optional(chars(1, 240)) }),
  oneSource,
)
export const audioContent = v.pipe(v.strictObject({ ...source, voice: v.optional(v.boolean()) }), oneSource)
export const stickerContent = v.pipe(v.strictObject(source), oneSource)

const degrees = (limit: number) =>
  v.pipe(
    v.union([v.number(), v.string()]),
    v.check(
      (value) => value !== '' && Math.abs(Number(value)) <= limit,
      `must be a number between -${limit} and ${limit}`,
    ),
  )

export const locationContent = v.strictObject({
  latitude: degrees(90),
  longitude: degrees(180),
  name: v.optional(chars(1, 1000)),
  address: v.optional(chars(1, 1000)),
})

const text = v.optional(v.string())
const contactName = v.pipe(
  v.strictObject({
    formatted_name: chars(1, 1024),
    first_name: text,
    last_name: text,
    middle_name: text,
    suffix: text,
    prefix: text,
  }),
  v.check(
    ({ formatted_name: _, ...parts }) => Object.values(parts).some((part) => part !== undefined && part !== ''),
    'must have at least one of first_name, last_name, middle_name, suffix and prefix',
  ),
)

const contact = v.strictObject({
  name: contactName,
  phones: v.optional(v.array(v.strictObject({ phone: text, type: text, wa_id: text }))),
  emails: v.optional(v.array(v.strictObject({ email: text, type: text }))),
  addresses: v.optional(
    v.array(
      v.strictObject({
        street: text,
        city: text,
        state: text,
        zip: text,
        country: text,
        country_code: text,
        type: text,
      }),
    ),
  ),
  urls: v.optional(v.array(v.strictObject({ url: text, type: text }))),
  org: v.optional(v.strictObject({ company: text, department: text, title: text })),
  birthday: v.optional(v.pipe(v.string(), v.isoDate('must be a date of the form YYYY-MM-DD'))),
})

export const contactsContent = v.pipe(
  v.array(contact),
  v.minLength(1, 'must have at least 1 contact'),
  v.maxLength(5, 'must have at most 5 contacts'),
)

const graphemes = new Intl.Segmenter()
const isOneEmoji = (value: string): boolean =>
  [...graphemes.segment(value)].length === 1 && /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(value)

export const reactionContent = v.strictObject({
  message_id: wamid,
  emoji: v.pipe(
    v.string(),
    v.check((value) => value === '' || isOneEmoji(value), 'must be one emoji, or empty'),
  ),
})
