import type { Accepted, BusinessNumber, TemplatePart, ToldTemplate } from '@boztell/core'
import * as v from 'valibot'
import { sha256Hex } from '../sha256-hex.ts'

/** Meta's answers as far as they are used; whatever else they hold is let through or left out, never refused. */
const text = v.nullish(v.string())

export const sendAnswer = v.pipe(
  v.looseObject({
    messages: v.looseTuple([v.looseObject({ id: v.pipe(v.string(), v.nonEmpty()) })]),
    contacts: v.fallback(v.optional(v.array(v.looseObject({ wa_id: text, user_id: text })), []), []),
  }),
  v.transform(({ messages: [{ id }], contacts: [contact] }): Accepted => ({
    waMessageId: id,
    waId: contact?.wa_id?.replace(/\D/g, '') || null,
    bsuid: contact?.user_id || null,
  })),
)

export const successAnswer = v.looseObject({ success: v.literal(true) })

export const uploadAnswer = v.pipe(
  v.looseObject({ id: v.string() }),
  v.transform(({ id }) => id),
)

/** `url` lives five minutes and needs the token; `sha256` is hex, `size` bytes. */
export type MediaInfo = Readonly<{
  id: string
  url: string
  mimeType: string | null
  sha256: string | null
  size: number | null
}>
export const mediaAnswer = v.pipe(
  v.looseObject({
    id: v.string(),
    url: v.string(),
    mime_type: text,
    sha256: text,
    file_size: v.nullish(v.pipe(v.union([v.number(), v.string()]), v.transform(Number))),
  }),
  v.transform(({ id, url, mime_type, sha256, file_size }): MediaInfo => ({
    id,
    url,
    mimeType: mime_type ?? null,
    sha256: sha256Hex(sha256),
    size: file_size ?? null,
  })),
)

export const phoneNumberAnswer = v.pipe(
  v.looseObject({ id: v.string(), display_phone_number: text, verified_name: text, quality_rating: text }),
  v.transform(({ id, display_phone_number, verified_name, quality_rating }): BusinessNumber => ({
    phoneNumberId: id,
    displayPhoneNumber: display_phone_number ?? null,
    verifiedName: verified_name ?? null,
    qualityRating: quality_rating ?? null,
  })),
)

/** An app that gets this business account's webhooks. */
export type SubscribedApp = Readonly<{ id: string; name: string | null }>
export const subscribedAppsAnswer = v.pipe(
  v.looseObject({
    data: v.array(v.looseObject({ whatsapp_business_api_data: v.looseObject({ id: v.string(), name: text }) })),
  }),
  v.transform(({ data }): readonly SubscribedApp[] =>
    data.map(({ whatsapp_business_api_data: { id, name } }) => ({ id, name: name ?? null })),
  ),
)

const looseText = v.fallback(v.optional(v.string()), undefined)
const looseList = <T extends v.GenericSchema>(item: T) => v.fallback(v.optional(v.array(item)), undefined)

/** A part of a template: what is checked and rendered by has its type, the rest is as it came. */
const templatePart: v.GenericSchema<unknown, TemplatePart> = v.pipe(
  v.looseObject({
    type: v.string(),
    format: looseText,
    text: looseText,
    buttons: looseList(v.looseObject({ type: v.string(), text: looseText, url: looseText })),
    cards: looseList(v.looseObject({ components: v.array(v.lazy(() => templatePart)) })),
  }),
  // It came as JSON, without what the fallbacks have put there.
  v.transform((part) => JSON.parse(JSON.stringify(part)) as TemplatePart),
)

const template = v.pipe(
  v.looseObject({
    id: v.string(),
    name: v.string(),
    language: v.string(),
    status: v.string(),
    category: text,
    parameter_format: looseText,
    components: v.fallback(v.array(templatePart), []),
    quality_score: v.fallback(v.optional(v.looseObject({ score: looseText })), undefined),
    rejected_reason: looseText,
  }),
  v.transform(({ id, name, language, status, components, ...rest }): ToldTemplate => ({
    id,
    name,
    language,
    status,
    components,
    category: rest.category ?? 'UNKNOWN',
    parameterFormat: rest.parameter_format === 'NAMED' ? 'NAMED' : 'POSITIONAL',
    quality: knownWord(rest.quality_score?.score),
    reason: knownWord(rest.rejected_reason),
  })),
)

/** WhatsApp has words for nothing. */
const knownWord = (word: string | undefined): string | null =>
  word === undefined || word === 'NONE' || word === 'UNKNOWN' ? null : word

/** `nextCursor` is null on the last page. */
export type TemplatePage = Readonly<{ data: readonly ToldTemplate[]; nextCursor: string | null }>
export const templatesAnswer = v.pipe(
  v.looseObject({
    data: v.array(template),
    paging: v.nullish(v.looseObject({ next: text, cursors: v.nullish(v.looseObject({ after: text })) })),
  }),
  v.transform(({ data, paging }): TemplatePage => ({
    data,
    nextCursor: paging?.next ? (paging.cursors?.after ?? null) : null,
  })),
)
