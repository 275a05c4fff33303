import type { Customer, Json, JsonObject } from '@boztell/core'
import { asId, asList, asObject, asText, present } from './loose-json.ts'

/** How an item itself names its customer. */
export type CustomerIds = Pick<Customer, 'waId' | 'bsuid' | 'parentBsuid'>

const waId = /^\d{5,20}$/

/** Digits; undefined for what is no phone number, such as the id of a group. */
export const asWaId = (value: Json | undefined): string | undefined => {
  const id = asId(value)
  if (id === undefined || waId.test(id)) return id
  const digits = id.replace(/[\s+().-]/g, '')
  return waId.test(digits) ? digits : undefined
}

/** The field that holds the customer's id, then those of their user id and of its parent: the names depend on the item. */
export const customerIds = (
  item: JsonObject,
  waId: string,
  bsuid: string,
  ...parents: readonly string[]
): CustomerIds => {
  const ids: { -readonly [Name in keyof CustomerIds]: CustomerIds[Name] } = {}
  const [number, user] = [asWaId(item[waId]), asText(item[bsuid])]
  if (number !== undefined) ids.waId = number
  if (user !== undefined) ids.bsuid = user
  const parent = parents.find((name) => asText(item[name]) !== undefined)
  if (parent !== undefined) ids.parentBsuid = asText(item[parent]) ?? ''
  return ids
}

/** A change's `contacts`, of which each item looks for its own. */
export const contactsOf = (contacts: Json | undefined): readonly JsonObject[] =>
  (asList(contacts) ?? []).map(asObject).filter((contact) => contact !== undefined)

/** The contact that is this customer: by user id, then by number, and a lone one unless it is somebody else. */
export const contactOf = (contacts: readonly JsonObject[], ids: CustomerIds): JsonObject | undefined => {
  const by = (field: string, id: string | undefined) =>
    id === undefined ? undefined : contacts.find((contact) => asId(contact[field]) === id)
  return (
    by('user_id', ids.bsuid) ??
    by('wa_id', ids.waId) ??
    (contacts.length === 1 ? contacts.find(sharesNoId(ids)) : undefined)
  )
}

/** Nothing to compare: the contact and the item have no kind of id in common. */
const sharesNoId =
  ({ bsuid, waId }: CustomerIds) =>
  (contact: JsonObject): boolean =>
    (bsuid === undefined || contact['user_id'] === undefined) && (waId === undefined || contact['wa_id'] === undefined)

/** What the item and its contact say together; the item's own ids go first. */
export const customerOf = (ids: CustomerIds, contact: JsonObject | undefined): Customer => {
  if (contact === undefined) return ids
  const profile = asObject(contact['profile'])
  return {
    ...customerIds(contact, 'wa_id', 'user_id', 'parent_user_id'),
    ...present({
      profileName: asText(asText(profile?.['name'])?.trim()),
      username: asText(asText(profile?.['username'])?.trim().replace(/^@/, '')),
    }),
    ...ids,
  }
}

export const isNameless = ({ waId, bsuid, parentBsuid }: CustomerIds): boolean =>
  waId === undefined && bsuid === undefined && parentBsuid === undefined
