import { type Context, Hono } from 'hono'
import type { Customer } from '../customers/customer-book.ts'
import { playEcho, playMessage, playUserIdUpdate } from '../customers/play-customer.ts'
import { playPreference } from '../customers/play-preference.ts'
import { isUserId } from '../identifiers.ts'
import type { Simulator } from '../simulator.ts'
import { customerChanges, playedMessage, preference, userIdChange } from './control-schemas.ts'
import { controlRefusal, defined, readInput } from './read-input.ts'

/** The customers: a phone or a user id in the path names one, and makes one where there is none yet. */
export const customerRoutes = (simulator: Simulator): Hono => {
  const { customers, chats, watchers } = simulator

  const named = (c: Context): Customer => {
    const address = c.req.param('address') ?? ''
    if (!isUserId(address) && !/^\+?\d{5,15}$/.test(address)) {
      throw controlRefusal(422, `«${address}» is neither a phone number nor a business-scoped user id.`)
    }
    return customers.meet(address)
  }

  const readMessage = async (c: Context) => {
    const { copies, signature, customer: changes, ...message } = await readInput(c, playedMessage)
    const customer = named(c)
    customers.change(customer, defined(changes ?? {}))
    return { customer, message: { type: message.type, ...defined(message) }, options: defined({ copies, signature }) }
  }

  return new Hono()
    .get('/', (c) => c.json(customers.all()))
    .put('/:address', async (c) => {
      const changes = await readInput(c, customerChanges)
      const customer = named(c)
      customers.change(customer, defined(changes))
      watchers.tell(customer.key)
      return c.json(customer)
    })
    .get('/:address/chat', (c) => {
      const customer = customers.find(c.req.param('address'))
      if (!customer) throw controlRefusal(404, 'There is no such customer.')
      return c.json({ customer, messages: chats.of(customer.key) })
    })
    .post('/:address/messages', async (c) => {
      const { customer, message, options } = await readMessage(c)
      return c.json(await playMessage(simulator, customer, message, options))
    })
    .post('/:address/echoes', async (c) => {
      const { customer, message, options } = await readMessage(c)
      return c.json(await playEcho(simulator, customer, message, options))
    })
    .post('/:address/marketing', async (c) => {
      const { value, ...options } = await readInput(c, preference)
      return c.json({ deliveries: await playPreference(simulator, named(c), value, defined(options)) })
    })
    .post('/:address/user-id', async (c) => {
      const { userId, ...options } = await readInput(c, userIdChange)
      return c.json(await playUserIdUpdate(simulator, named(c), userId, defined(options)))
    })
}
