import { isUserId, userIdOf } from '../identifiers.ts'
import type { Settings } from '../settings.ts'
import { numberVariants } from './number-variants.ts'

/** A person on WhatsApp who writes to the business, or is written to by it. */
export type Customer = {
  /** Names the customer in the control API and never changes. */
  readonly key: string
  /** The phone's digits; null for a customer who has only a user id. */
  waId: string | null
  /** The business-scoped user id; another one after a change of phone. */
  userId: string
  parentUserId: string | null
  name: string
  username: string | null
  /** Whether webhooks leave the phone out although there is one. */
  phoneHidden: boolean
  /** When the customer last opened the service window, in ISO form; null until a first message. */
  lastInboundAt: string | null
  /** Whether they asked for no more marketing. */
  marketingStopped: boolean
}

/** What may be changed about a customer by hand. */
export type CustomerChanges = Readonly<
  Partial<
    Pick<
      Customer,
      'name' | 'username' | 'userId' | 'parentUserId' | 'phoneHidden' | 'lastInboundAt' | 'marketingStopped'
    >
  >
>

/** A phone as its digits; a user id as it is. */
const normal = (address: string): string => (isUserId(address) ? address : address.replace(/\D/g, ''))

export type CustomerBook = Readonly<{
  all: () => readonly Customer[]
  find: (address: string) => Customer | undefined
  /** The customer of a phone or user id, in any of the phone's national variants; a new one if nobody has it. */
  meet: (address: string) => Customer
  change: (customer: Customer, changes: CustomerChanges) => void
  /** Gives a customer another phone, and with it another user id, as WhatsApp does. */
  changePhone: (customer: Customer, waId: string) => void
  clear: () => void
}>

export const createCustomerBook = (settings: Settings): CustomerBook => {
  const customers: Customer[] = []
  const portfolio = () => settings.businessAccountId

  const find = (address: string): Customer | undefined => {
    const wanted = normal(address)
    const phones = [wanted, ...numberVariants(wanted)]
    return (
      customers.find(({ key, waId, userId }) => waId === wanted || userId === wanted || key === wanted) ??
      customers.find(({ waId, parentUserId }) => parentUserId === wanted || (waId !== null && phones.includes(waId)))
    )
  }

  const add = (address: string): Customer => {
    const key = normal(address)
    const waId = isUserId(key) ? null : key
    const customer: Customer = {
      key,
      waId,
      userId: waId === null ? key : userIdOf(portfolio(), waId),
      parentUserId: null,
      name: waId === null ? 'Customer' : `Customer ${waId.slice(-4)}`,
      username: null,
      phoneHidden: false,
      lastInboundAt: null,
      marketingStopped: false,
    }
    customers.push(customer)
    return customer
  }

  return {
    all: () => customers,
    find,
    meet: (address) => find(address) ?? add(address),
    change: (customer, changes) => {
      Object.assign(customer, Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)))
    },
    changePhone: (customer, waId) => {
      customer.waId = normal(waId)
      customer.userId = userIdOf(portfolio(), customer.waId)
    },
    clear: () => {
      customers.length = 0
    },
  }
}

/** The customer's phone as webhooks may show it. */
export const shownPhone = (customer: Customer): string | undefined =>
  customer.phoneHidden ? undefined : (customer.waId ?? undefined)
