import type { SimulatorControl } from '@boztell/simulator'
import { aPhone } from '@boztell/testing'
import type { Inbox } from '../inbox.ts'
import type { Customer, Ledger } from './ledger.ts'

/** Somebody whom WhatsApp knows and the business does not yet. */
export const meetCustomer = async (simulator: SimulatorControl): Promise<Customer> => {
  const phone = aPhone()
  const { userId, name } = await simulator.putCustomer(phone)
  return { phone, waId: phone.slice(1), userId, name }
}

/** The customer's room once they have written, which goes into the ledger. */
export const openRoom = async (
  simulator: SimulatorControl,
  inbox: Inbox,
  customer: Customer,
  { posted }: Ledger,
): Promise<string> => {
  const text = `first of ${customer.phone}`
  const { messageId, deliveries } = await simulator.says(customer.phone, text)
  const said = [{ wamid: messageId, customer, text }]
  posted.push(...deliveries.map(({ raw, state }) => ({ raw, said, acknowledged: state === 'delivered' })))
  return (await inbox.room(customer.phone)).id
}
