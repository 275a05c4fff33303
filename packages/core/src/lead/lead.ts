import * as v from 'valibot'
import type { Instant } from '../instant.ts'
import type { Referral } from './referral.ts'

export const leadIdSchema = v.pipe(v.string(), v.uuid(), v.toLowerCase(), v.brand('LeadId'))
export type LeadId = v.InferOutput<typeof leadIdSchema>

/** A customer. Identity is not the phone number: see `identity.ts` (D4). */
export type Lead = Readonly<{
  id: LeadId
  /** What the customer calls themself, or what an agent named them (`nameIsOurs`). */
  name: string
  /** An agent gave the name, so a profile name from WhatsApp no longer replaces it. */
  nameIsOurs: boolean
  /** E.164 with `+`. */
  phone: string | null
  /** Digits, as WhatsApp writes them. */
  waId: string | null
  /** Business-scoped user id. */
  whatsappUserId: string | null
  username: string | null
  marketingOptOut: boolean
  /** When the customer last said so, or otherwise; null: never. */
  marketingChoiceAt: Instant | null
  /** The first and the latest ad or post by which they came. */
  firstReferral: Referral | null
  lastReferral: Referral | null
  createdAt: Instant
  updatedAt: Instant
}>
