import { type Customer, shownPhone } from '../customers/customer-book.ts'
import { businessDigits, type Settings } from '../settings.ts'

/** One `change` of a webhook. */
export type WebhookChange = Readonly<{ field: string; value: unknown }>

/** The body of a webhook; each inner list becomes one entry. `time`: unix seconds, of entries about the account itself. */
export const webhookBody = (
  settings: Settings,
  entries: ReadonlyArray<readonly WebhookChange[]>,
  { time }: Readonly<{ time?: number }> = {},
) => ({
  object: 'whatsapp_business_account',
  entry: entries.map((changes) => ({
    id: settings.businessAccountId,
    ...(time !== undefined && { time }),
    changes,
  })),
})

/** What every value of the field `messages` begins with. */
export const valueHead = (settings: Settings) => ({
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: businessDigits(settings), phone_number_id: settings.phoneNumberId },
})

/** The customer as an element of `contacts`. */
export const webhookContact = (customer: Customer) => ({
  profile: { name: customer.name, ...(customer.username !== null && { username: customer.username }) },
  ...(shownPhone(customer) !== undefined && { wa_id: shownPhone(customer) }),
  user_id: customer.userId,
  ...(customer.parentUserId !== null && { parent_user_id: customer.parentUserId }),
})
