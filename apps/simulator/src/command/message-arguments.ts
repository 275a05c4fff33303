import { existsSync } from 'node:fs'
import { basename, extname } from 'node:path'
import type { IncomingMessage } from '../webhooks/incoming-message.ts'
import { UsageError } from './command.ts'

/** The flags that say what a message is. */
export type MessageFlags = Readonly<Partial<Record<(typeof messageFlags)[number], string>>>

export const messageFlags = [
  'text',
  'image',
  'video',
  'document',
  'audio',
  'sticker',
  'caption',
  'location',
  'contact',
  'reaction',
  'to',
  'button',
  'payload',
  'button-reply',
  'list-reply',
  'flow-reply',
  'order',
  'edit',
  'revoke',
  'unsupported',
  'welcome',
  'changed-number',
  'changed-user-id',
  'type',
  'content',
] as const

const mediaKinds = ['image', 'video', 'document', 'audio', 'sticker'] as const

/** The flags whose value may be left out. */
export const optionalValues: readonly string[] = [...mediaKinds, 'unsupported', 'welcome']

const mimeTypes: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.mp4': 'video/mp4',
  '.3gp': 'video/3gpp',
  '.ogg': 'audio/ogg; codecs=opus',
  '.opus': 'audio/ogg; codecs=opus',
  '.mp3': 'audio/mpeg',
  '.m4a': 'audio/mp4',
  '.aac': 'audio/aac',
  '.amr': 'audio/amr',
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
}

/** A file of the user's, to be sent as a message's. */
export type NamedFile = Readonly<{ path: string; mimeType: string; filename: string }>

/** The file that the flags name; undefined for a sample, or where the message has none. */
export const fileOf = (flags: MessageFlags): NamedFile | undefined => {
  const path = mediaKinds.map((kind) => flags[kind]).find((value) => value !== undefined && value !== '')
  if (path === undefined) return undefined
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`)
  const mimeType = mimeTypes[extname(path).toLowerCase()] ?? 'application/octet-stream'
  return { path, mimeType, filename: basename(path) }
}

const json = (text: string, flag: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`--${flag} must be JSON.`)
  }
}

const parts = (text: string, flag: string, form: string, least: number): string[] => {
  const found = text.split(':')
  if (found.length < least || found.slice(0, least).includes('')) throw new UsageError(`--${flag} takes ${form}.`)
  return found
}

const media =
  (kind: string) =>
  (_value: string, { caption }: MessageFlags): IncomingMessage => ({
    type: kind,
    content: caption === undefined ? {} : { caption },
  })

const location = (value: string): IncomingMessage => {
  const [latitude, longitude] = value.split(',').map(Number)
  if (latitude === undefined || longitude === undefined || Number.isNaN(latitude + longitude)) {
    throw new UsageError('--location takes LAT,LONG.')
  }
  return { type: 'location', content: { latitude, longitude } }
}

const contact = (value: string): IncomingMessage => {
  const [name = '', phone = ''] = parts(value, 'contact', '"NAME:PHONE"', 2)
  const phones = [{ phone, wa_id: phone.replace(/\D/g, ''), type: 'CELL' }]
  return { type: 'contacts', content: [{ name: { formatted_name: name, first_name: name }, phones }] }
}

const order = (value: string): IncomingMessage => ({
  type: 'order',
  content: {
    catalog_id: '500000000000001',
    text: '',
    product_items: value.split(',').map((item) => {
      const [sku, quantity, price] = parts(item, 'order', 'SKU:QUANTITY:PRICE', 3)
      return { product_retailer_id: sku, quantity: Number(quantity), item_price: Number(price), currency: 'IDR' }
    }),
  },
})

const reply =
  (kind: 'button_reply' | 'list_reply', flag: string) =>
  (value: string): IncomingMessage => {
    const [id = '', title = '', description] = parts(value, flag, 'ID:TITLE', 2)
    return {
      type: 'interactive',
      content: { type: kind, [kind]: { id, title, ...(description !== undefined && { description }) } },
    }
  }

const needed = (value: string | undefined, flag: string, by: string): string => {
  if (value === undefined) throw new UsageError(`--${by} needs --${flag}.`)
  return value
}

const system =
  (type: string, field: string) =>
  (value: string): IncomingMessage => ({
    type: 'system',
    content: { type, [field]: value },
  })

/** What each flag makes; the first one that is given decides, so the ones that need --text stand before it. */
const makers: Readonly<Partial<Record<keyof MessageFlags, (value: string, flags: MessageFlags) => IncomingMessage>>> = {
  type: (type, { content }) => ({ type, ...(content !== undefined && { content: json(content, 'content') }) }),
  edit: (original_message_id, { text }) => ({
    type: 'edit',
    content: { original_message_id, message: { type: 'text', text: { body: needed(text, 'text', 'edit') } } },
  }),
  revoke: (original_message_id) => ({ type: 'revoke', content: { original_message_id } }),
  reaction: (emoji, { to }) => ({
    type: 'reaction',
    content: { message_id: needed(to, 'to', 'reaction'), ...(emoji !== '' && { emoji }) },
  }),
  image: media('image'),
  video: media('video'),
  document: media('document'),
  audio: media('audio'),
  sticker: media('sticker'),
  location,
  contact,
  button: (text, { payload = text }) => ({ type: 'button', content: { payload, text } }),
  'button-reply': reply('button_reply', 'button-reply'),
  'list-reply': reply('list_reply', 'list-reply'),
  'flow-reply': (value) => ({
    type: 'interactive',
    content: {
      type: 'nfm_reply',
      nfm_reply: { name: 'flow', body: 'Sent', response_json: JSON.stringify(json(value, 'flow-reply')) },
    },
  }),
  order,
  unsupported: (kind) => ({ type: 'unsupported', ...(kind !== '' && { content: { type: kind } }) }),
  welcome: () => ({ type: 'request_welcome' }),
  'changed-number': system('user_changed_number', 'wa_id'),
  'changed-user-id': system('user_changed_user_id', 'user_id'),
  text: (body) => ({ type: 'text', content: { body } }),
}

/** The message that the flags describe. */
export const messageOf = (flags: MessageFlags): IncomingMessage => {
  for (const [flag, make] of Object.entries(makers)) {
    const value = flags[flag as keyof MessageFlags]
    if (value !== undefined) return make(value, flags)
  }
  throw new UsageError('Say what to write, for instance --text "Halo".')
}
