import type { Json, JsonObject } from '../json.ts'
import type { ContactCard, Content, InteractiveData, LocationData, OrderData, TemplateData } from './content.ts'

/** What a person would read of a message; null where there is nothing to read. */
export const contentText = (content: Content): string | null => {
  switch (content.type) {
    case 'text':
      return readable(content.data.body)
    case 'template':
      return templateText(content.data)
    case 'image':
    case 'document':
    case 'audio':
    case 'video':
    case 'sticker':
      return readable(content.data.caption, content.data.media.filename)
    case 'location':
      return locationText(content.data)
    case 'contacts':
      return listed(content.data.contacts.map(contactName), ', ')
    case 'interactive':
      return interactiveText(content.data)
    case 'button':
      return readable(content.data.text)
    case 'reaction':
      return readable(content.data.emoji)
    case 'order':
      return orderText(content.data)
    case 'system':
      return readable(content.data.body)
    case 'request_welcome':
    case 'unsupported':
    case 'unknown':
      return null
  }
}

/** The first of `texts` that has something to read in it. */
const readable = (...texts: readonly (Json | undefined)[]): string | null =>
  texts.find((text): text is string => typeof text === 'string' && text.trim() !== '') ?? null

const listed = (texts: readonly (string | null)[], separator: string): string | null =>
  readable(texts.filter((text) => text !== null).join(separator))

/** Where no catalogue knew the template's own words: its name and what is filled in. */
const templateText = ({ name, components = [], text }: TemplateData): string => {
  if (text !== undefined) return text
  const body = components.filter(({ type }) => type.toLowerCase() === 'body')
  const values = listed(
    body.flatMap(({ parameters = [] }) => parameters.map(parameterText)),
    ', ',
  )
  return values === null ? name : `${name}: ${values}`
}

/** What a parameter of a template puts into its text. */
export const parameterText = (parameter: JsonObject): string | null =>
  readable(
    parameter['text'],
    ...[parameter['currency'], parameter['date_time']].map((value) => field(value, 'fallback_value')),
  )

const field = (value: Json | undefined, key: string): Json | undefined =>
  typeof value === 'object' && value !== null && key in value ? (value as JsonObject)[key] : undefined

const locationText = ({ name, address, latitude, longitude }: LocationData): string =>
  readable(name, address) ?? `${latitude}, ${longitude}`

const contactName = ({ name = {}, phones, emails, org }: ContactCard): string | null => {
  const { formatted_name, first_name, last_name } = name
  return (
    readable(formatted_name) ??
    listed([readable(first_name), readable(last_name)], ' ') ??
    readable(field(org, 'company'), field(first(phones), 'phone'), field(first(emails), 'email'))
  )
}

const first = (value: Json | undefined): Json | undefined =>
  Array.isArray(value) ? (value as readonly Json[])[0] : undefined

const interactiveText = (data: InteractiveData): string | null => {
  switch (data.type) {
    case 'button':
    case 'list':
    case 'cta_url':
    case 'location_request_message':
      return readable(data.body.text)
    case 'button_reply':
      return readable(data.button_reply.title)
    case 'list_reply':
      return readable(data.list_reply.title)
    case 'nfm_reply':
      return readable(data.nfm_reply.body, data.nfm_reply.name)
    case 'call_permission_reply':
      return readable(data.call_permission_reply['response'])
    case 'other':
      return null
  }
}

const orderText = ({ text, product_items = [] }: OrderData): string | null => {
  const count = product_items.reduce((sum, { quantity }) => sum + quantityOf(quantity), 0)
  return readable(text) ?? (count === 0 ? null : count === 1 ? '1 item' : `${count} items`)
}

/** WhatsApp sends numbers, and has sent strings; an item without a readable quantity is one. */
const quantityOf = (quantity: Json | undefined): number => {
  const number = typeof quantity === 'string' ? Number(quantity) : quantity
  return typeof number === 'number' && Number.isInteger(number) && number > 0 ? number : 1
}
