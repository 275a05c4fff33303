import * as v from 'valibot'
import { documentContent, imageContent, videoContent } from './content-schemas.ts'
import { chars, webUrl } from './text-limits.ts'

const textHeader = v.strictObject({ type: v.literal('text'), text: chars(1, 60) })
const header = v.optional(
  v.variant('type', [
    textHeader,
    v.strictObject({ type: v.literal('image'), image: imageContent }),
    v.strictObject({ type: v.literal('video'), video: videoContent }),
    v.strictObject({ type: v.literal('document'), document: documentContent }),
  ]),
)
const body = v.strictObject({ text: chars(1, 1024) })
const footer = v.optional(v.strictObject({ text: chars(1, 60) }))

const isUnique = (values: readonly string[]): boolean => new Set(values).size === values.length

const buttonId = v.pipe(
  chars(1, 256),
  v.check((id) => id === id.trim(), 'must not begin or end with a space'),
)
const replyButton = v.strictObject({
  type: v.literal('reply'),
  reply: v.strictObject({ id: buttonId, title: chars(1, 20) }),
})

const button = v.strictObject({
  type: v.literal('button'),
  header,
  body,
  footer,
  action: v.strictObject({
    buttons: v.pipe(
      v.array(replyButton),
      v.minLength(1, 'must have at least 1 button'),
      v.maxLength(3, 'must have at most 3 buttons'),
      v.check((buttons) => isUnique(buttons.map(({ reply }) => reply.id)), 'must have unique ids'),
      v.check((buttons) => isUnique(buttons.map(({ reply }) => reply.title)), 'must have unique titles'),
    ),
  }),
})

const row = v.strictObject({ id: chars(1, 200), title: chars(1, 24), description: v.optional(chars(0, 72)) })
const section = v.strictObject({
  title: v.optional(chars(1, 24)),
  rows: v.pipe(v.array(row), v.minLength(1, 'must have at least 1 row')),
})

const list = v.strictObject({
  type: v.literal('list'),
  header: v.optional(textHeader),
  body: v.strictObject({ text: chars(1, 4096) }),
  footer,
  action: v.strictObject({
    button: chars(1, 20),
    sections: v.pipe(
      v.array(section),
      v.minLength(1, 'must have at least 1 section'),
      v.maxLength(10, 'must have at most 10 sections'),
      v.check((sections) => sections.flatMap(({ rows }) => rows).length <= 10, 'must have at most 10 rows in total'),
      v.check(
        (sections) => isUnique(sections.flatMap(({ rows }) => rows).map(({ id }) => id)),
        'must have rows with unique ids',
      ),
      v.check(
        (sections) => sections.length === 1 || sections.every(({ title }) => title !== undefined),
        'must have a title on each section when there is more than one',
      ),
    ),
  }),
})

const ctaUrl = v.strictObject({
  type: v.literal('cta_url'),
  header,
  body,
  footer,
  action: v.strictObject({
    name: v.literal('cta_url'),
    parameters: v.strictObject({ display_text: chars(1, 20), url: webUrl }),
  }),
})

const locationRequest = v.strictObject({
  type: v.literal('location_request_message'),
  body,
  action: v.strictObject({ name: v.literal('send_location') }),
})

const contactRequest = v.strictObject({
  type: v.literal('contact_request'),
  body,
  action: v.strictObject({ name: v.literal('request_contact_info') }),
})

const flowParameters = v.pipe(
  v.strictObject({
    flow_message_version: v.literal('3'),
    flow_id: v.optional(chars(1, 64)),
    flow_name: v.optional(chars(1, 200)),
    flow_cta: v.pipe(
      chars(1, 30),
      v.check((label) => !/\p{Extended_Pictographic}/u.test(label), 'must not have emoji'),
    ),
    flow_token: v.optional(chars(1, 200)),
    mode: v.optional(v.picklist(['draft', 'published'])),
    flow_action: v.optional(v.picklist(['navigate', 'data_exchange'])),
    flow_action_payload: v.optional(
      v.strictObject({
        screen: chars(1, 200),
        data: v.optional(
          v.pipe(
            v.record(v.string(), v.unknown()),
            v.check((data) => Object.keys(data).length > 0, 'must not be empty'),
          ),
        ),
      }),
    ),
  }),
  v.check(
    ({ flow_id, flow_name }) => (flow_id === undefined) !== (flow_name === undefined),
    'must have exactly one of flow_id and flow_name',
  ),
)

const flow = v.strictObject({
  type: v.literal('flow'),
  header,
  body,
  footer,
  action: v.strictObject({ name: v.literal('flow'), parameters: flowParameters }),
})

export const interactiveContent = v.variant('type', [button, list, ctaUrl, locationRequest, contactRequest, flow])
