import {
  type Content,
  type InteractiveData,
  type JsonObject,
  type MediaData,
  type MediaType,
  type MessageError,
  mediaTypes,
} from '@boztell/core'
import { sha256Hex } from '../sha256-hex.ts'
import { firstError } from './first-error.ts'
import { asBoolean, asId, asList, asNumber, asObject, asText, present, without } from './loose-json.ts'

/**
 * What an element of `messages` or `message_echoes` says. Anything that can't be read as its type is kept whole as `unknown`,
 * and what WhatsApp itself could not show as `unsupported`: a person has written, and it must be seen.
 */
export const incomingContent = (item: JsonObject): Content => readContent(item) ?? unreadable(item)

const unreadable = (item: JsonObject): Content =>
  asList(item['errors']) === undefined ? { type: 'unknown', data: item } : unsupported(item)

const unsupported = (item: JsonObject): Content => ({
  type: 'unsupported',
  data: { ...asObject(item['unsupported']), errors: item['errors'] ?? [] },
})

const isMediaType = (type: string): type is MediaType => mediaTypes.some((media) => media === type)

const readContent = (item: JsonObject): Content | undefined => {
  const type = asText(item['type'])
  if (type === undefined) return undefined
  const node = asObject(item[type])
  if (isMediaType(type)) return node && { type, data: mediaData(node, firstError(item)) }
  switch (type) {
    case 'text':
      return typeof node?.['body'] === 'string'
        ? { type, data: { ...without(node, ['preview_url']), body: node['body'] } }
        : undefined
    case 'location':
      return node && location(node)
    case 'contacts':
      return contacts(item)
    case 'button':
      // Both of its parts are optional, and others are kept as they came.
      return node && { type, data: node }
    case 'interactive':
      return node && { type, data: interactive(node) }
    case 'reaction':
      return node && reaction(node)
    case 'order':
      return node && order(node)
    case 'system':
      return node && { type, data: withTexts(node, 'type', 'body') }
    case 'request_welcome':
      return { type, data: node ?? {} }
    case 'unsupported':
      return unsupported(item)
    default:
      return undefined
  }
}

/** These fields if they are strings, and all others as they came. */
const withTexts = <Name extends string>(
  node: JsonObject,
  ...names: readonly Name[]
): JsonObject & { [N in Name]?: string } => ({
  ...without(node, names),
  ...texts(node, names),
})

const texts = <Name extends string>(node: JsonObject, names: readonly Name[]): { [N in Name]?: string } => {
  const found: { [N in Name]?: string } = {}
  for (const name of names) {
    const value = node[name]
    if (typeof value === 'string') found[name] = value
  }
  return found
}

/** The webhook's own `url` is left out: it dies within minutes, and the id gives a new one. */
const mediaFields = ['id', 'mime_type', 'sha256', 'file_size', 'filename', 'url', 'caption', 'voice', 'animated']

/** With an error (131052) WhatsApp itself has not got the file, and never will. */
const mediaData = (node: JsonObject, error: MessageError | null): MediaData => {
  const id = error === null ? asId(node['id']) : undefined
  return {
    ...without(node, mediaFields),
    media: {
      id: null,
      state: id === undefined ? 'failed' : 'pending',
      mime_type: asText(node['mime_type']) ?? null,
      size: asNumber(node['file_size']) ?? null,
      sha256: sha256Hex(node['sha256']),
      filename: asText(node['filename']) ?? null,
      ...(id !== undefined && { whatsapp_media_id: id }),
      ...(error !== null && { error }),
    },
    ...texts(node, ['caption']),
    ...present({ voice: asBoolean(node['voice']), animated: asBoolean(node['animated']) }),
  }
}

const location = (node: JsonObject): Content | undefined => {
  const latitude = asNumber(node['latitude'])
  const longitude = asNumber(node['longitude'])
  if (latitude === undefined || longitude === undefined) return undefined
  return { type: 'location', data: { ...withTexts(node, 'name', 'address', 'url'), latitude, longitude } }
}

const contacts = (item: JsonObject): Content | undefined => {
  const cards = asList(item['contacts'])?.map(asObject)
  if (cards === undefined) return undefined
  // Older payloads write on the message, not on the card, that the customer shared their own number.
  const origin = present({ origin: item['origin'] })
  return {
    type: 'contacts',
    data: {
      contacts: cards.filter((card) => card !== undefined).map((card) => ({ ...origin, ...card })),
    },
  }
}

const interactive = (node: JsonObject): InteractiveData => {
  const type = asText(node['type'])
  const reply = type === undefined ? undefined : asObject(node[type])
  if (reply === undefined) return { type: 'other', raw: node }
  switch (type) {
    case 'button_reply':
      return { type, button_reply: withTexts(reply, 'id', 'title') }
    case 'list_reply':
      return { type, list_reply: withTexts(reply, 'id', 'title', 'description') }
    case 'nfm_reply':
      return { type, nfm_reply: withTexts(reply, 'name', 'body', 'response_json') }
    case 'call_permission_reply':
      return { type, call_permission_reply: reply }
    default:
      return { type: 'other', raw: node }
  }
}

const reaction = (node: JsonObject): Content | undefined => {
  const target = asText(node['message_id'])
  return target === undefined
    ? undefined
    : { type: 'reaction', data: { message_id: target, emoji: asText(node['emoji']) ?? '' } }
}

const order = (node: JsonObject): Content => ({
  type: 'order',
  data: {
    ...withTexts(without(node, ['catalog_id']), 'text'),
    ...present({ catalog_id: asId(node['catalog_id']) }),
    product_items: (asList(node['product_items']) ?? []).map(asObject).filter((product) => product !== undefined),
  },
})
