import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchDatabase } from '../processes/start-database.ts'
import type { Receipt } from './graph-stub.ts'

type Pool = BenchDatabase['pool']
type Stored = Readonly<{ id: string; room_id: string; status: string }>

const SETTLE_TIME = 10_000
const POLL_INTERVAL = 50

/** What is wrong with a delivery, in words: messages lost, doubled, out of their room's order, or not accepted in the database. */
export const deliveryProblems = async (
  pool: Pool,
  sent: readonly Readonly<{ id: string }>[],
  receipts: readonly Receipt[],
): Promise<readonly string[]> => {
  const waiting = await settled(pool)
  const { rows } = await pool.query<Stored>(
    'select id, room_id, status from messages where user_id is not null order by seq',
  )
  const receivedIds = receipts.map(({ id }) => id)
  const received = new Set(receivedIds)
  const sentIds = new Set(sent.map(({ id }) => id))
  const counts = {
    'messages never went out': sent.filter(({ id }) => !received.has(id)).length,
    'messages went out that nobody sent': [...received].filter((id) => !sentIds.has(id)).length,
    'messages went out again': receivedIds.length - received.size,
    'messages are stored that nobody sent': rows.filter(({ id }) => !sentIds.has(id)).length,
    'messages are not accepted in the database': rows.filter(({ status }) => status !== 'accepted').length,
    'messages are still in the outbox': waiting,
    'rooms are out of order': roomsOutOfOrder(rows, receivedIds),
  }
  return Object.entries(counts).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`]))
}

/** The receipt comes before its answer is stored. */
const settled = async (pool: Pool): Promise<number> => {
  const deadline = performance.now() + SETTLE_TIME
  for (;;) {
    const { rows } = await pool.query<{ count: number }>('select count(*) from outbox')
    const count = rows[0]?.count ?? 0
    if (count === 0 || performance.now() > deadline) return count
    await sleep(POLL_INTERVAL)
  }
}

const roomsOutOfOrder = (stored: readonly Stored[], receivedIds: readonly string[]): number => {
  const roomOf = new Map(stored.map(({ id, room_id }) => [id, room_id]))
  const accepted = Map.groupBy(stored, ({ room_id }) => room_id)
  const received = Map.groupBy(receivedIds, (id) => roomOf.get(id) ?? '')
  return [...accepted].filter(([room, messages]) => messages.map(({ id }) => id).join() !== received.get(room)?.join())
    .length
}
