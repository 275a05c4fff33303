import * as v from 'valibot'
import type { Json } from '../json.ts'
import { closedObject } from './closed-object.ts'
import { limitedList } from './limited-list.ts'
import { isStorableJson, limitedText, shortText } from './limited-text.ts'

/** WhatsApp's examples write it both ways. */
const buttonIndex = v.pipe(
  v.union([
    v.pipe(v.string(), v.regex(/^\d$/u, 'must be "0" to "9"')),
    v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9)),
  ]),
  v.transform(String),
)

const button = <const S extends string, const E extends v.ObjectEntries>(subType: S, parameterEntries: E) =>
  closedObject({
    type: v.literal('button'),
    sub_type: v.literal(subType),
    index: buttonIndex,
    parameters: limitedList(closedObject(parameterEntries), 1),
  })

const productSections = limitedList(
  closedObject({
    title: v.exactOptional(limitedText(24)),
    product_items: limitedList(closedObject({ product_retailer_id: shortText }), 30),
  }),
  10,
)

/** It came as JSON, so it is. */
const json = v.custom<Json>(() => true)

const action = <const E extends v.ObjectEntries>(entries: E) => ({
  type: v.literal('action'),
  action: closedObject(entries),
})

/** What a template's button needs beyond what its template says; each kind has a form of its own. */
export const templateButton = v.variant('sub_type', [
  button('quick_reply', { type: v.literal('payload'), payload: limitedText(256) }),
  button('url', { type: v.literal('text'), text: limitedText(2000) }),
  button('copy_code', { type: v.literal('coupon_code'), coupon_code: limitedText(20) }),
  button(
    'flow',
    action({
      flow_token: v.exactOptional(shortText),
      flow_action_data: v.exactOptional(
        v.pipe(
          v.record(v.string(), json),
          v.check((data) => isStorableJson(data), 'must be well-formed Unicode without NUL characters'),
        ),
      ),
    }),
  ),
  button('catalog', action({ thumbnail_product_retailer_id: v.exactOptional(shortText) })),
  button('mpm', action({ thumbnail_product_retailer_id: shortText, sections: productSections })),
])
