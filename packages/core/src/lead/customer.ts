import type { ReplyAddress } from '../ports/message-channel.ts'
import type { Customer, Identity } from './identity.ts'
import type { Lead } from './lead.ts'
import { phoneCandidates } from './phone.ts'

/** Every identity under which the customer may be known already, most trusted first (D4). */
export const possibleIdentities = (scope: string, customer: Customer): readonly Identity[] => {
  const identities: Identity[] = []
  if (customer.bsuid !== undefined) identities.push({ scope, kind: 'bsuid', value: customer.bsuid })
  if (customer.parentBsuid !== undefined) identities.push({ scope, kind: 'parent_bsuid', value: customer.parentBsuid })
  if (customer.waId !== undefined)
    for (const value of phoneCandidates(customer.waId))
      identities.push({ scope, kind: 'wa_id', value }, { scope, kind: 'phone', value })
  return identities
}

/** The identities that WhatsApp itself gave this customer. */
export const shownIdentities = (scope: string, customer: Customer): readonly Identity[] =>
  possibleIdentities(scope, customer).filter(
    ({ kind, value }) => kind === 'bsuid' || kind === 'parent_bsuid' || (kind === 'wa_id' && value === customer.waId),
  )

/** What to call a customer who gave no name. */
export const nameOf = ({ profileName, username, waId, bsuid }: Customer): string =>
  profileName ?? username ?? (waId === undefined ? (bsuid ?? 'Unknown') : `+${waId}`)

/** The lead as its customer's latest message shows it. */
export const refreshed = (lead: Lead, customer: Customer): Lead => {
  const { waId } = customer
  const samePhone = waId === undefined || phoneCandidates(waId).includes(lead.phone?.slice(1) ?? '')
  return {
    ...lead,
    name: lead.nameIsOurs ? lead.name : (customer.profileName ?? lead.name),
    waId: waId ?? lead.waId,
    phone: samePhone ? lead.phone : `+${waId}`,
    whatsappUserId: customer.bsuid ?? lead.whatsappUserId,
    username: customer.username ?? lead.username,
  }
}

/** Where WhatsApp reaches the customer: the number as WhatsApp writes it, the number as typed, or the business-scoped user id. */
export const replyAddress = (lead: Lead): ReplyAddress | undefined => {
  if (lead.waId !== null) return { to: `+${lead.waId}` }
  if (lead.phone !== null) return { to: lead.phone }
  return lead.whatsappUserId === null ? undefined : { recipient: lead.whatsappUserId }
}
