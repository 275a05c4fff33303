import type { Identity, Lead } from '@boztell/core'
import { TEST_NOW } from './a-clock.ts'
import { anId } from './an-id.ts'
import { aPhone } from './whatsapp-names.ts'

/** The WhatsApp Business Account of the tests. */
export const TEST_SCOPE = '102290129340398'

/** A customer with a phone of their own; `waId` follows `phone`. */
export const aLead = (overrides: Partial<Lead> = {}): Lead => {
  const phone = overrides.phone === undefined ? aPhone() : overrides.phone
  return {
    id: anId<Lead['id']>(),
    name: 'Budi Santoso',
    nameIsOurs: false,
    waId: phone?.slice(1) ?? null,
    whatsappUserId: null,
    username: null,
    marketingOptOut: false,
    marketingChoiceAt: null,
    firstReferral: null,
    lastReferral: null,
    createdAt: TEST_NOW,
    updatedAt: TEST_NOW,
    ...overrides,
    phone,
  }
}

/** A `wa_id` that nobody owns yet. */
export const anIdentity = (overrides: Partial<Identity> = {}): Identity => ({
  scope: TEST_SCOPE,
  kind: 'wa_id',
  value: aPhone().slice(1),
  ...overrides,
})
