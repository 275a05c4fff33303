import * as v from 'valibot'
import type { Json, JsonObject } from '../json.ts'
import type { MessageError } from './message.ts'

export const mediaIdSchema = v.pipe(v.string(), v.uuid(), v.toLowerCase(), v.brand('MediaId'))
export type MediaId = v.InferOutput<typeof mediaIdSchema>

/**
 * What a message says, as the API shows it: `type` is its `content_type`, `data` its `content`. The data keeps the Cloud API's
 * own field names; fields that WhatsApp adds later are kept as they came.
 */
export type Content =
  | Readonly<{ type: 'text'; data: TextData }>
  | Readonly<{ type: 'template'; data: TemplateData }>
  | Readonly<{ type: MediaType; data: MediaData }>
  | Readonly<{ type: 'location'; data: LocationData }>
  | Readonly<{ type: 'contacts'; data: ContactsData }>
  | Readonly<{ type: 'interactive'; data: InteractiveData }>
  | Readonly<{ type: 'button'; data: ButtonData }>
  | Readonly<{ type: 'reaction'; data: ReactionData }>
  | Readonly<{ type: 'order'; data: OrderData }>
  | Readonly<{ type: 'system'; data: SystemData }>
  | Readonly<{ type: 'request_welcome' | 'unsupported' | 'unknown'; data: JsonObject }>

export type ContentType = Content['type']
export const mediaTypes = ['image', 'document', 'audio', 'video', 'sticker'] as const
export type MediaType = (typeof mediaTypes)[number]

export type TextData = Readonly<{ body: string; preview_url?: boolean }>

export type Media = Readonly<{
  /** Ours; null until the file is stored here. */
  id: MediaId | null
  state: 'pending' | 'ready' | 'expired' | 'failed'
  mime_type: string | null
  /** Bytes. */
  size: number | null
  /** Hex. */
  sha256: string | null
  filename: string | null
  /** WhatsApp's id, digits. */
  whatsapp_media_id?: string
  /** A public address that WhatsApp itself fetches; never fetched here. */
  link?: string
  /** Why there is no file: WhatsApp's words, or ours. */
  error?: MessageError
}>
export type MediaData = Readonly<{ media: Media; caption?: string; voice?: boolean; animated?: boolean }>

export type LocationData = Readonly<{
  latitude: number
  longitude: number
  name?: string
  address?: string
  url?: string
}>

/** A contact card as the Cloud API has it; incoming cards may lack any part. */
export type ContactCard = Readonly<{
  name?: Readonly<{ formatted_name?: string; [part: string]: Json | undefined }>
  [field: string]: Json | undefined
}>
export type ContactsData = Readonly<{ contacts: readonly ContactCard[] }>

export type TemplateComponent = Readonly<{
  type: string
  sub_type?: string
  index?: string
  parameters?: readonly JsonObject[]
  /** Of a carousel. */
  cards?: readonly Readonly<{ card_index: number; components: readonly TemplateComponent[] }>[]
}>
export type TemplateData = Readonly<{
  name: string
  language: Readonly<{ code: string }>
  components?: readonly TemplateComponent[]
  /** The filled-in template as the customer reads it; not there where no catalogue knew the template. */
  text?: string
}>

export type InteractiveHeader =
  Readonly<{ type: 'text'; text: string }> | Readonly<{ type: 'image' | 'video' | 'document'; media: Media }>
type OutgoingParts = Readonly<{
  header?: InteractiveHeader
  body: Readonly<{ text: string }>
  footer?: Readonly<{ text: string }>
}>
/** Outgoing kinds first; the replies are what a customer taps. */
export type InteractiveData =
  | (OutgoingParts &
      Readonly<{
        type: 'button'
        action: Readonly<{
          buttons: readonly Readonly<{ type: 'reply'; reply: Readonly<{ id: string; title: string }> }>[]
        }>
      }>)
  | (OutgoingParts & Readonly<{ type: 'list'; action: Readonly<{ button: string; sections: readonly ListSection[] }> }>)
  | (OutgoingParts &
      Readonly<{
        type: 'cta_url'
        action: Readonly<{ name: 'cta_url'; parameters: Readonly<{ display_text: string; url: string }> }>
      }>)
  | (OutgoingParts & Readonly<{ type: 'location_request_message'; action: Readonly<{ name: 'send_location' }> }>)
  | Readonly<{ type: 'button_reply'; button_reply: Readonly<{ id?: string; title?: string }> }>
  | Readonly<{ type: 'list_reply'; list_reply: Readonly<{ id?: string; title?: string; description?: string }> }>
  | Readonly<{ type: 'nfm_reply'; nfm_reply: Readonly<{ name?: string; body?: string; response_json?: string }> }>
  | Readonly<{ type: 'call_permission_reply'; call_permission_reply: JsonObject }>
  /** Any kind that WhatsApp adds, or none: kept whole. */
  | Readonly<{ type: 'other'; raw: JsonObject }>
export type ListSection = Readonly<{
  title?: string
  rows: readonly Readonly<{ id: string; title: string; description?: string }>[]
}>

export type ButtonData = Readonly<{ text?: string; payload?: string }>
/** `message_id` is WhatsApp's (`wamid…`); an empty emoji takes the reaction back. */
export type ReactionData = Readonly<{ message_id: string; emoji: string }>
export type OrderData = Readonly<{ catalog_id?: string; text?: string; product_items?: readonly JsonObject[] }>
export type SystemData = Readonly<{ type?: string; body?: string; [field: string]: Json | undefined }>
