import * as v from 'valibot'
import { isUserId } from '../identifiers.ts'
import {
  audioContent,
  contactsContent,
  documentContent,
  imageContent,
  locationContent,
  reactionContent,
  stickerContent,
  textContent,
  videoContent,
} from './content-schemas.ts'
import { describeIssue } from './describe-issue.ts'
import { type GraphError, graphError } from './graph-error.ts'
import { interactiveContent } from './interactive-schemas.ts'
import { templateContent } from './template-schemas.ts'
import { chars, wamid } from './text-limits.ts'

const phone = v.pipe(
  v.string(),
  v.check(
    (text) => /^\+?[\d\s().-]+$/.test(text) && /^\d{5,15}$/.test(text.replace(/\D/g, '')),
    'must be a phone number',
  ),
)

const envelope = {
  messaging_product: v.literal('whatsapp'),
  recipient_type: v.optional(v.literal('individual')),
  to: v.optional(phone),
  recipient: v.optional(v.pipe(v.string(), v.check(isUserId, 'must be a business-scoped user id'))),
  context: v.optional(v.strictObject({ message_id: wamid })),
  biz_opaque_callback_data: v.optional(chars(1, 512)),
  recipient_identity_key_hash: v.optional(v.string()),
}

const messageBody = v.variant('type', [
  v.strictObject({ ...envelope, type: v.literal('audio'), audio: audioContent }),
  v.strictObject({ ...envelope, type: v.literal('contacts'), contacts: contactsContent }),
  v.strictObject({ ...envelope, type: v.literal('document'), document: documentContent }),
  v.strictObject({ ...envelope, type: v.literal('image'), image: imageContent }),
  v.strictObject({ ...envelope, type: v.literal('interactive'), interactive: interactiveContent }),
  v.strictObject({ ...envelope, type: v.literal('location'), location: locationContent }),
  v.strictObject({ ...envelope, type: v.literal('reaction'), reaction: reactionContent }),
  v.strictObject({ ...envelope, type: v.literal('sticker'), sticker: stickerContent }),
  v.strictObject({ ...envelope, type: v.literal('template'), template: templateContent }),
  v.strictObject({ ...envelope, type: v.literal('text'), text: textContent }),
  v.strictObject({ ...envelope, type: v.literal('video'), video: videoContent }),
])

const readReceipt = v.strictObject({
  messaging_product: v.literal('whatsapp'),
  status: v.literal('read'),
  message_id: wamid,
  typing_indicator: v.optional(v.strictObject({ type: v.literal('text') })),
})

/** A send that has Meta's form; whether its recipient, media and template are good is checked apart. */
export type MessageBody = v.InferOutput<typeof messageBody>
export type ReadReceipt = v.InferOutput<typeof readReceipt>

type Read<T> = Readonly<{ ok: true; body: T } | { ok: false; error: GraphError }>

const read = <S extends v.GenericSchema>(schema: S, json: unknown): Read<v.InferOutput<S>> => {
  const result = v.safeParse(schema, json, { abortEarly: true })
  return result.success ? { ok: true, body: result.output } : { ok: false, error: describeIssue(result.issues[0]) }
}

export const readReceiptBody = (json: unknown): Read<ReadReceipt> => read(readReceipt, json)

/** Reads a send; `type` is text when absent, as at Meta. */
export const readMessageBody = (json: Record<string, unknown>): Read<MessageBody> => {
  if (json['messaging_product'] === undefined) {
    return { ok: false, error: graphError(100, 'The parameter messaging_product is required.') }
  }
  const result = read(messageBody, { type: 'text', ...json })
  if (result.ok && result.body.to === undefined && result.body.recipient === undefined) {
    return { ok: false, error: graphError(100, 'The parameter to is required.') }
  }
  return result
}
