import type { Customer, Json, JsonObject, WebhookFact, WebhookItem } from '@boztell/core'
import { err, ok, type Result } from 'neverthrow'
import * as v from 'valibot'
import { contactOf, contactsOf, type CustomerIds, customerOf } from './customer-of.ts'
import { broken, noted, readTimestamp } from './fact.ts'
import { asId, asList, asObject, asText, without } from './loose-json.ts'
import { readCall } from './read-call.ts'
import { changedIds, readIdentityChange } from './read-identity-change.ts'
import { chooserIds, readMarketingChoice } from './read-marketing-choice.ts'
import { readEcho, readMessage, receiverIds, senderIds } from './read-message.ts'
import { readStatus, recipientIds } from './read-status.ts'
import { readTemplateChange, templateFields } from './read-template-change.ts'
import { parseStorableJson } from './storable-json.ts'
import { BUSINESS_ACCOUNT, type WebhookEnvelope, webhookEnvelope } from './webhook-payload.ts'

export type InvalidJson = Readonly<{ type: 'invalid_json'; reason: string }>
/** JSON, but not WhatsApp's envelope. */
export type InvalidWebhook = Readonly<{ type: 'invalid_webhook'; reason: string }>

/** How the elements of one list of a change are read. */
type Reader = Readonly<{
  /** How an element names its customer. */
  ids(item: JsonObject): CustomerIds
  read(item: JsonObject, customer: Customer): WebhookFact
}>

const justNoted = (field: string): Reader => ({ ids: () => ({}), read: () => noted(field) })

const messages: Reader = { ids: senderIds, read: readMessage }
const statuses: Reader = { ids: recipientIds, read: readStatus }
const echoes: Reader = { ids: receiverIds, read: readEcho }
const calls: Reader = { ids: senderIds, read: readCall }
const identityChanges: Reader = { ids: changedIds, read: readIdentityChange }
const marketingChoices: Reader = { ids: chooserIds, read: readMarketingChoice }

/** For each field the lists of its value, messages before statuses. A field that is not here is one item as a whole. */
const listsOf: ReadonlyMap<string, readonly (readonly [list: string, reader: Reader])[]> = new Map([
  [
    'messages',
    [
      ['messages', messages],
      ['message_echoes', echoes],
      ['statuses', statuses],
      ['errors', justNoted('messages.errors')],
    ],
  ],
  [
    'smb_message_echoes',
    [
      ['message_echoes', echoes],
      ['errors', justNoted('smb_message_echoes.errors')],
    ],
  ],
  ['user_id_update', [['user_id_update', identityChanges]]],
  ['user_preferences', [['user_preferences', marketingChoices]]],
  ['history', [['history', justNoted('history')]]],
  ['smb_app_state_sync', [['state_sync', justNoted('smb_app_state_sync')]]],
  [
    'calls',
    [
      ['calls', calls],
      ['statuses', justNoted('calls')],
    ],
  ],
])

/**
 * The items of a webhook's body, each with a `raw` that is a webhook of its own: reading it again gives the same item. A bad item
 * is `broken` and takes nothing with it. The body must have been verified before.
 */
export const readWebhook = (bytes: Uint8Array): Result<readonly WebhookItem[], InvalidJson | InvalidWebhook> =>
  parse(bytes).andThen((json): Result<readonly WebhookItem[], InvalidWebhook> => {
    const envelope = asEnvelope(json)
    if (envelope.isErr()) return err(envelope.error)
    const { entry } = envelope.value
    return ok(entry.flatMap((one) => readEntry(one, entry.length === 1 ? envelope.value : undefined)))
  })

/** The schema tells what is wrong; what is right, and there are thousands of those a second, is seen at a glance. */
const asEnvelope = (json: Json): Result<WebhookEnvelope, InvalidWebhook> => {
  const envelope = asObject(json)
  if (envelope?.['object'] === BUSINESS_ACCOUNT && asList(envelope['entry'])) return ok(envelope as WebhookEnvelope)
  const { issues } = v.safeParse(webhookEnvelope, json)
  return err({ type: 'invalid_webhook', reason: issues ? v.summarize(issues) : 'no webhook' })
}

const utf8 = new TextDecoder()

const parse = (bytes: Uint8Array): Result<Json, InvalidJson> => {
  try {
    return ok(parseStorableJson(utf8.decode(bytes)))
  } catch (error) {
    if (error instanceof SyntaxError) return err({ type: 'invalid_json', reason: error.message })
    throw error
  }
}

const withEntry = (entry: Json): JsonObject => ({ object: BUSINESS_ACCOUNT, entry: [entry] })

/** `alone` is the webhook if it has no other entry. */
const readEntry = (json: Json, alone: JsonObject | undefined): readonly WebhookItem[] => {
  const entry = asObject(json)
  const changes = asList(entry?.['changes'])
  const businessAccountId = asId(entry?.['id']) ?? null
  if (entry === undefined || changes === undefined) {
    return [
      { phoneNumberId: null, businessAccountId, raw: withEntry(json), ...broken('The entry has no list of changes.') },
    ]
  }
  return changes.flatMap((change) =>
    readChange(change, entry, businessAccountId, changes.length === 1 ? alone : undefined),
  )
}

/** What a field tells that is one item as a whole. */
const readWhole = (field: string, value: JsonObject | undefined, entry: JsonObject): WebhookFact => {
  if (field === 'phone_number_quality_update' && value?.['event'] === 'THROUGHPUT_UPGRADE')
    return { kind: 'throughput_upgrade' }
  return templateFields.has(field) ? readTemplateChange(value, readTimestamp(entry['time'])) : noted(field)
}

const readChange = (
  json: Json,
  entry: JsonObject,
  businessAccountId: string | null,
  alone: JsonObject | undefined,
): readonly WebhookItem[] => {
  const withChange = (single: Json): JsonObject => withEntry({ ...entry, changes: [single] })
  const change = asObject(json)
  const value = asObject(change?.['value'])
  const phoneNumberId = asId(asObject(value?.['metadata'])?.['phone_number_id']) ?? null
  const origin = { phoneNumberId, businessAccountId }
  const whole = (fact: WebhookFact): readonly WebhookItem[] => [{ ...origin, raw: alone ?? withChange(json), ...fact }]

  const field = asText(change?.['field'])
  if (field === undefined) return whole(broken('The change has no field.'))
  const lists = listsOf.get(field)
  if (lists === undefined) return whole(readWhole(field, value, entry))
  if (value === undefined) return whole(broken('The change has no value.'))

  const there = lists.filter(([list]) => value[list] !== undefined && value[list] !== null)
  if (there.length === 0) return whole(noted(field))
  const contacts = contactsOf(value['contacts'])

  return there.flatMap(([list, reader]) => {
    const items = asList(value[list])
    const single = (item: Json, contact?: JsonObject): JsonObject => {
      const isAll = there.length === 1 && items?.length === 1 && contacts.length === (contact ? 1 : 0)
      if (alone !== undefined && isAll) return alone
      const rest = without(value, ['contacts', ...lists.map(([name]) => name)])
      return withChange({ ...change, value: { ...rest, ...(contact && { contacts: [contact] }), [list]: item } })
    }
    if (items === undefined) {
      return [{ ...origin, raw: single(value[list] ?? null), ...broken(`Its ${list} are no list.`) }]
    }
    return items.map((json): WebhookItem => {
      const item = asObject(json)
      if (item === undefined) return { ...origin, raw: single([json]), ...broken('It is no object.') }
      const ids = reader.ids(item)
      const contact = contactOf(contacts, ids)
      return { ...origin, raw: single([item], contact), ...reader.read(item, customerOf(ids, contact)) }
    })
  })
}
