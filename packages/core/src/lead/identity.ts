import type { LeadId } from './lead.ts'

/** In the order in which they are trusted (D4). */
export const identityKinds = ['bsuid', 'parent_bsuid', 'wa_id', 'phone'] as const
export type IdentityKind = (typeof identityKinds)[number]

/**
 * One name under which WhatsApp knows a customer. `scope` is the WhatsApp Business Account: a business-scoped user id means
 * nothing outside of its portfolio. `value` of `wa_id` and `phone` is digits only.
 */
export type Identity = Readonly<{ scope: string; kind: IdentityKind; value: string }>

export type OwnedIdentity = Identity & Readonly<{ leadId: LeadId }>

/** An identity that a lead showed although another lead owns it; kept for a person to look at, never merged (D4). */
export type IdentityConflict = Identity & Readonly<{ ownerId: LeadId; claimantId: LeadId }>

/** Who a webhook says the customer is; every field may be missing, but not all. */
export type Customer = Readonly<{
  /** Digits. */
  waId?: string
  bsuid?: string
  parentBsuid?: string
  profileName?: string
  username?: string
}>

export const identityKey = ({ scope, kind, value }: Identity): string => `${scope}\u001f${kind}\u001f${value}`
