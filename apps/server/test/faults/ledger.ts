import type { Person } from '../people.ts'
import type { TestServer } from '../start-server.ts'

/** A customer of the scenario. */
export type Customer = Readonly<{ phone: string; waId: string; userId: string; name: string }>

export type Said = Readonly<{ wamid: string; customer: Customer; text: string }>

/** A webhook as it was posted. */
export type Posted = {
  readonly raw: string
  readonly said: readonly Said[]
  /** Whether a 200 came back, so that WhatsApp forgets it. */
  acknowledged: boolean
}

/** A message that a user asked to send. */
export type Asked = {
  readonly roomId: string
  readonly userId: string
  /** No other message has it. */
  readonly text: string
  /** Once a 202 came back. */
  id: string | null
}

/** What the load knows: what it was promised, and what it never got an answer for. */
export type Ledger = {
  readonly posted: Posted[]
  /** Those of a room in the order in which they were accepted. */
  readonly asked: Asked[]
  /** Ids in webhooks that can't be applied, and that must end as failures. */
  readonly planted: string[]
  /** Answers that nobody should ever get. */
  readonly surprises: string[]
  /** How many of each were acknowledged by now. */
  acknowledged: { webhooks: number; sends: number; reads: number }
}

/** What a load needs: servers to ask, any of which will do, customers, users, and the ledger to write in. */
export type Field = Readonly<{
  seats: readonly Pick<TestServer, 'call'>[]
  customers: readonly Customer[]
  people: readonly Person[]
  ledger: Ledger
}>

export const emptyLedger = (): Ledger => ({
  posted: [],
  asked: [],
  planted: [],
  surprises: [],
  acknowledged: { webhooks: 0, sends: 0, reads: 0 },
})
