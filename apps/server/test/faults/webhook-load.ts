import { setTimeout as sleep } from 'node:timers/promises'
import { metaJson } from '@boztell/simulator'
import { aTextMessage, BUSINESS_ACCOUNT_ID, PHONE_NUMBER_ID, postWebhook } from '../post-webhook.ts'
import type { Answer } from '../start-server.ts'
import type { Field, Posted, Said } from './ledger.ts'
import { postUntilTaken } from './post-until-taken.ts'
import type { Randomness } from './randomness.ts'

export type Load = Readonly<{
  /** Begins nothing more; resolves when all that was begun is taken or given up. */
  stop: () => Promise<void>
}>

/** How WhatsApp's webhooks come: shares of all of them, 0 to 1. */
export type Habits = Readonly<{
  /** Posted at once over two connections. */
  doubled: number
  /** Posted again after others. */
  again: number
  /** Kept back, to come later and in reverse. */
  late: number
  /** Given up after the first failure, so that nobody knows whether it is stored. */
  givenUp: number
  /** Most messages in one webhook. */
  largest: number
}>

const usual: Habits = { doubled: 0.05, again: 0.1, late: 0.1, givenUp: 0.05, largest: 5 }

type Options = Readonly<{
  random: Randomness
  connections?: number
  habits?: Partial<Habits>
}>

const KEPT_BACK = 8
/** Without a rest, the load takes the cores from servers that start. */
const LONGEST_REST = 40

/** Customers write, all the time, over many connections; what is not acknowledged comes again, as from Meta. */
export const startWebhookLoad = ({ seats, customers, ledger }: Field, { connections = 8, ...rest }: Options): Load => {
  const random = rest.random.apart('webhooks')
  const habits = { ...usual, ...rest.habits }
  const keptBack: Posted[] = []
  let stopped = false
  let count = 0

  const write = (): Posted => {
    const said = Array.from({ length: random.whole(1, habits.largest) }, (): Said => {
      const customer = random.pick(customers)
      return { wamid: `wamid.${crypto.randomUUID()}`, customer, text: `in ${++count}` }
    })
    const posted = { raw: metaJson(webhookWith(said, random)), said, acknowledged: false }
    ledger.posted.push(posted)
    return posted
  }

  const deliver = async (posted: Posted): Promise<void> => {
    const mayGiveUp = random.chance(habits.givenUp)
    const attempt = (): Promise<Answer> => postWebhook(random.pick(seats), posted.raw)
    const surprise = (what: string) => ledger.surprises.push(`a webhook got ${what}`)
    const taken = await postUntilTaken(attempt, { success: 200, again: () => !mayGiveUp, surprise })
    if (taken === undefined || posted.acknowledged) return
    posted.acknowledged = true
    ledger.acknowledged.webhooks += 1
  }

  const connection = async (): Promise<void> => {
    while (!stopped) {
      const posted = write()
      if (random.chance(habits.late)) keptBack.push(posted)
      else await Promise.all([deliver(posted), ...(random.chance(habits.doubled) ? [deliver(posted)] : [])])
      if (random.chance(habits.again)) keptBack.push(posted)
      while (keptBack.length > KEPT_BACK) await deliver(keptBack.pop() ?? posted)
      await sleep(random.whole(0, LONGEST_REST))
    }
  }

  const running = Promise.all(Array.from({ length: connections }, connection))
  return {
    stop: async () => {
      stopped = true
      await running
      for (let late = keptBack.pop(); late !== undefined; late = keptBack.pop()) await deliver(late)
    },
  }
}

const MINUTES = 10 * 60

const webhookWith = (said: readonly Said[], random: Randomness) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: BUSINESS_ACCOUNT_ID,
      changes: [
        {
          field: 'messages',
          value: {
            messaging_product: 'whatsapp',
            metadata: { phone_number_id: PHONE_NUMBER_ID },
            contacts: [...new Set(said.map(({ customer }) => customer))].map(({ waId, userId, name }) => ({
              profile: { name },
              wa_id: waId,
              user_id: userId,
            })),
            messages: said.map(({ wamid, customer, text }) =>
              aTextMessage(customer.waId, text, {
                id: wamid,
                from_user_id: customer.userId,
                timestamp: String(Math.floor(Date.now() / 1_000) - random.whole(0, MINUTES)),
              }),
            ),
          },
        },
      ],
    },
  ],
})
