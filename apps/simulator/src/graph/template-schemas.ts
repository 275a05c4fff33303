import * as v from 'valibot'
import { documentContent, imageContent, locationContent, videoContent } from './content-schemas.ts'
import { chars } from './text-limits.ts'

const parameter_name = v.optional(
  v.pipe(v.string(), v.regex(/^[a-z0-9_]+$/, 'must be lower-case letters, digits and underscores')),
)

const parameter = v.variant('type', [
  v.strictObject({ type: v.literal('text'), text: chars(1, 32_768), parameter_name }),
  v.strictObject({
    type: v.literal('currency'),
    parameter_name,
    currency: v.strictObject({ fallback_value: v.string(), code: chars(3, 3), amount_1000: v.number() }),
  }),
  v.strictObject({
    type: v.literal('date_time'),
    parameter_name,
    date_time: v.strictObject({ fallback_value: v.string() }),
  }),
  v.strictObject({ type: v.literal('image'), image: imageContent }),
  v.strictObject({ type: v.literal('video'), video: videoContent }),
  v.strictObject({ type: v.literal('document'), document: documentContent }),
  v.strictObject({ type: v.literal('location'), location: locationContent }),
])

const buttonIndex = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform(Number),
  v.check((index) => Number.isInteger(index) && index >= 0 && index <= 9, 'must be between 0 and 9'),
)

const buttonParameter = v.variant('type', [
  v.strictObject({ type: v.literal('payload'), payload: chars(1, 256) }),
  v.strictObject({ type: v.literal('text'), text: chars(1, 2000) }),
  v.strictObject({ type: v.literal('coupon_code'), coupon_code: chars(1, 20) }),
  v.strictObject({
    type: v.literal('action'),
    action: v.strictObject({
      flow_token: v.optional(v.string()),
      flow_action_data: v.optional(v.record(v.string(), v.unknown())),
    }),
  }),
])

const component = v.variant('type', [
  v.strictObject({ type: v.literal('header'), parameters: v.optional(v.array(parameter)) }),
  v.strictObject({ type: v.literal('body'), parameters: v.optional(v.array(parameter)) }),
  v.strictObject({
    type: v.literal('button'),
    sub_type: v.picklist(['quick_reply', 'url', 'flow', 'copy_code', 'request_contact_info']),
    index: buttonIndex,
    parameters: v.optional(v.array(buttonParameter)),
  }),
])

export const templateContent = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z0-9_]{1,512}$/, 'must be lower-case letters, digits and underscores')),
  language: v.strictObject({ code: chars(2, 12), policy: v.optional(v.literal('deterministic')) }),
  components: v.optional(v.array(component)),
})

export type TemplateContent = v.InferOutput<typeof templateContent>
export type TemplateComponent = v.InferOutput<typeof component>
export type TemplateParameter = v.InferOutput<typeof parameter>
