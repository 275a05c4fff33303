import * as v from 'valibot'
import { across, listOf, property, repeated, type Finding } from './across.ts'
import { closedObject } from './closed-object.ts'
import { limitedList } from './limited-list.ts'
import { limitedText, shortText, webAddress } from './limited-text.ts'
import { locationEntries } from './location.ts'
import { exactlyOneOfIdAndLink, whatsappMediaId } from './media.ts'
import { outgoingKind } from './outgoing-kind.ts'
import { templateButton } from './template-button.ts'

// The Cloud API's own form throughout: a template goes to WhatsApp as it came.

const parameterName = v.exactOptional(
  v.pipe(v.string(), v.regex(/^[a-z0-9_]{1,512}$/u, 'must be lower-case letters, digits and underscores')),
)

const textParameter = closedObject({
  type: v.literal('text'),
  text: limitedText(32_768),
  parameter_name: parameterName,
})
const currencyParameter = closedObject({
  type: v.literal('currency'),
  currency: closedObject({
    fallback_value: shortText,
    code: v.pipe(v.string(), v.regex(/^[A-Z]{3}$/u, 'must be a currency code such as IDR')),
    amount_1000: v.pipe(v.number(), v.integer()),
  }),
  parameter_name: parameterName,
})
const dateTimeParameter = closedObject({
  type: v.literal('date_time'),
  date_time: closedObject({ fallback_value: shortText }),
  parameter_name: parameterName,
})

const fileEntries = { id: v.exactOptional(whatsappMediaId), link: v.exactOptional(webAddress) }
const file = v.pipe(closedObject(fileEntries), exactlyOneOfIdAndLink())
const namedFile = v.pipe(
  closedObject({ ...fileEntries, filename: v.exactOptional(limitedText(240)) }),
  exactlyOneOfIdAndLink(),
)

/** Parameters have names all together or not at all, and no name twice. */
const namedAlike = <T>() =>
  across<T>((value) => {
    const parameters = listOf(value)
    const nameOf = (parameter: unknown) => property(parameter, 'parameter_name')
    const unnamed = parameters.flatMap((one, index) => (nameOf(one) === undefined ? [index] : []))
    const message = 'is required where other parameters have one'
    return [
      ...(unnamed.length < parameters.length ? unnamed.map((at) => ({ at: [at, 'parameter_name'], message })) : []),
      ...repeated(parameters, nameOf, (_, index) => [index, 'parameter_name']),
    ]
  })

const header = closedObject({
  type: v.literal('header'),
  parameters: limitedList(
    v.variant('type', [
      closedObject({ type: v.literal('text'), text: limitedText(60), parameter_name: parameterName }),
      currencyParameter,
      dateTimeParameter,
      closedObject({ type: v.literal('image'), image: file }),
      closedObject({ type: v.literal('video'), video: file }),
      closedObject({ type: v.literal('document'), document: namedFile }),
      closedObject({ type: v.literal('location'), location: closedObject(locationEntries) }),
      closedObject({
        type: v.literal('product'),
        product: closedObject({ product_retailer_id: shortText, catalog_id: v.exactOptional(shortText) }),
      }),
    ]),
    1,
  ),
})

const body = closedObject({
  type: v.literal('body'),
  parameters: v.pipe(
    v.array(v.variant('type', [textParameter, currencyParameter, dateTimeParameter])),
    v.minLength(1),
    namedAlike(),
  ),
})

const limitedTimeOffer = closedObject({
  type: v.literal('limited_time_offer'),
  parameters: limitedList(
    closedObject({
      type: v.literal('limited_time_offer'),
      limited_time_offer: closedObject({ expiration_time_ms: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
    }),
    1,
  ),
})

/** One header, one body …, and one button at each place. */
const noneTwice = <T>() =>
  across<T>((value) => {
    const components = listOf(value)
    return repeated(
      components,
      (component) => {
        const type = property(component, 'type')
        return type === 'button' ? `button ${String(property(component, 'index'))}` : type
      },
      (component, index): Finding['at'] => [index, property(component, 'type') === 'button' ? 'index' : 'type'],
    )
  })

const carousel = closedObject({
  type: v.literal('carousel'),
  cards: v.pipe(
    v.array(
      closedObject({
        card_index: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9)),
        components: v.pipe(v.array(v.variant('type', [header, body, templateButton])), v.minLength(1), noneTwice()),
      }),
    ),
    v.minLength(1),
    across((cards) =>
      repeated(
        listOf(cards),
        (card) => property(card, 'card_index'),
        (_, index) => [index, 'card_index'],
      ),
    ),
  ),
})

export const outgoingTemplate = outgoingKind(
  {
    template: closedObject({
      name: v.pipe(v.string(), v.regex(/^[a-z0-9_]{1,512}$/u, 'must be lower-case letters, digits and underscores')),
      language: closedObject({
        code: v.pipe(
          v.string(),
          v.regex(/^[a-z]{2,3}(?:_[A-Z]{2,4})?$/u, 'must be a language code such as id or en_US'),
        ),
      }),
      components: v.exactOptional(
        v.pipe(v.array(v.variant('type', [header, body, templateButton, limitedTimeOffer, carousel])), noneTwice()),
      ),
    }),
  },
  ({ template }) => ({ type: 'template', data: template }),
)
