import type { Content, Customer, Said, StatusReport, WebhookDelivery, WebhookItem } from '@boztell/core'
import { TEST_NOW } from './a-clock.ts'
import { aStatusReport, aText } from './a-message.ts'
import { TEST_SCOPE } from './a-lead.ts'
import { TEST_PHONE_NUMBER_ID } from './a-room.ts'
import { aPhone, aWaMessageId } from './whatsapp-names.ts'

/** A customer whom nobody knows yet, with a phone. */
export const aCustomer = (overrides: Customer = {}): Customer => ({
  waId: aPhone().slice(1),
  profileName: 'Budi Santoso',
  ...overrides,
})

const said = ({ content = aText(), ...overrides }: Partial<Said> & { content?: Content }): Said => ({
  waMessageId: aWaMessageId(),
  sentAt: TEST_NOW,
  customer: aCustomer(),
  what: { kind: 'content', content },
  added: null,
  replyToWaMessageId: null,
  context: null,
  referral: null,
  ...overrides,
})

type SaidItem = WebhookItem & { kind: 'message' | 'echo' }
type SaidOverrides = Partial<Said> & { content?: Content; phoneNumberId?: string }

const saidItem = (kind: 'message' | 'echo', { phoneNumberId, ...overrides }: SaidOverrides): SaidItem => ({
  kind,
  phoneNumberId: phoneNumberId ?? TEST_PHONE_NUMBER_ID,
  businessAccountId: TEST_SCOPE,
  raw: { test: true },
  ...said(overrides),
})

/** A text from a new customer. */
export const aMessageItem = (overrides: SaidOverrides = {}): SaidItem => saidItem('message', overrides)

/** A text that was typed in the WhatsApp Business app. */
export const anEchoItem = (overrides: SaidOverrides = {}): SaidItem => saidItem('echo', overrides)

export const aStatusItem = (overrides: Partial<StatusReport> = {}): WebhookItem => ({
  kind: 'status',
  phoneNumberId: TEST_PHONE_NUMBER_ID,
  businessAccountId: TEST_SCOPE,
  raw: { test: true },
  report: aStatusReport(overrides),
  customer: {},
})

/** One POST with these items. */
export const aDelivery = (...items: readonly WebhookItem[]): WebhookDelivery => ({
  body: new TextEncoder().encode(JSON.stringify(items)),
  items,
})
