import type { BenchDatabase } from '../processes/start-database.ts'
import { outcomeOf, type Traffic } from './traffic.ts'

/** What one run sent and had acknowledged. */
export type SentTraffic = Readonly<{
  traffic: Traffic
  messages: number
  items: number
  posts: number
  bodyBytes: number
}>

type Pool = BenchDatabase['pool']

/** Every difference between what was sent and what the database holds, in words; none is what should come. */
export const differences = async (pool: Pool, sent: readonly SentTraffic[]): Promise<readonly string[]> => {
  const found: string[] = []
  const expect = (what: string, stored: number, wanted: number) => {
    if (stored !== wanted) found.push(`${what}: ${stored} instead of ${wanted}`)
  }
  const count = async (query: string, parameters: readonly unknown[] = []): Promise<number> => {
    const { rows } = await pool.query<{ count: number }>(query, [...parameters])
    return rows[0]?.count ?? Number.NaN
  }

  for (const { traffic, messages, items } of sent) {
    const { run } = traffic
    const outcome = outcomeOf(traffic, items)
    const { sent, delivered, read, incoming } = outcome
    expect(`run ${run}: messages of ours`, await count(oursIn, [run]), messages)
    expect(`run ${run}: messages with a wrong status`, await count(wrongStatuses, [run, sent, delivered, read]), 0)
    expect(`run ${run}: incoming messages that are missing`, await count(missing, [run, incoming]), 0)
  }
  const outcomes = sent.map(({ traffic, items }) => outcomeOf(traffic, items))
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const incoming = sum(outcomes.map((outcome) => outcome.incoming))
  const customers = sent[0]?.traffic.customers ?? 0
  expect('incoming messages', await count('select count(*) from messages where user_id is null'), incoming)
  expect('unread messages', await count('select sum(unread_count) as count from rooms'), incoming)
  expect('rooms with a wrong unread count', await count(wrongUnread), 0)
  expect('customers', await count('select count(*) from leads'), customers + sum(outcomes.map((one) => one.strangers)))
  expect('rooms', await count('select count(*) from rooms'), customers + sum(outcomes.map((one) => one.strangers)))
  expect('bodies in the log', await count(loggedBodies), sum(sent.map(({ posts }) => posts)))
  expect('bytes in the log', await count(loggedBytes), sum(sent.map(({ bodyBytes }) => bodyBytes)))
  expect('failures', await count('select count(*) from webhook_failures'), 0)
  expect('statuses that wait', await count('select count(*) from pending_statuses'), 0)
  return found
}

/** The ids of our messages hold the run and the message's number. */
const ours = `messages where user_id is not null and substr(id::text, 15, 4) = '7' || lpad(to_hex($1::integer), 3, '0')`
const number = `('x' || lpad(substr(id::text, 25), 16, '0'))::bit(64)::bigint`

const oursIn = `select count(*) from ${ours}`

const wrongStatuses = `
  select count(*) from (
    select *, ${number} < $2::bigint as is_sent, ${number} < $3::bigint as is_delivered, ${number} < $4::bigint as is_read
    from ${ours}
  ) message
  where (sent_at is not null) <> is_sent or (delivered_at is not null) <> is_delivered or (read_at is not null) <> is_read
    or status <> case when is_read then 'read' when is_delivered then 'delivered' when is_sent then 'sent' else 'accepted' end`

const missing = `
  select count(*) from generate_series(0, $2::integer - 1) n
  left join messages on wa_message_id = 'wamid.HBgN' || md5($1::integer || ':theirs:' || n) || lpad(n::text, 10, '0')
  where messages.id is null`

const wrongUnread = `
  select count(*) from rooms
  left join (select room_id, count(*) from messages where user_id is null group by room_id) said on room_id = rooms.id
  where unread_count <> coalesce(said.count, 0)`

const loggedBodies = 'select sum(cardinality(lengths)) as count from webhook_log'
const loggedBytes = 'select sum(length) as count from webhook_log, unnest(lengths) length'
