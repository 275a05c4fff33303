import type { BenchDatabase } from '../processes/start-database.ts'
import { business } from '../processes/start-server.ts'
import { deliveredBefore, sentBefore, type Traffic } from './traffic.ts'

/** Who is behind the messages of ours. */
const AGENT_ID = '01900000-0000-7000-8000-00000000a9e7'

type Pool = BenchDatabase['pool']

/** SQL for a UUID with a moment (milliseconds) in its first 48 bits, `mark` (four hex digits) and a number. */
const idSql = (milliseconds: string, mark: string, number: string): string =>
  `(lpad(to_hex((${milliseconds})::bigint), 12, '0') || ${mark} || '8000' || lpad(to_hex((${number})::bigint), 12, '0'))::uuid`

export const roomIdSql = (since: string, customer: string): string => idSql(since, `'7bbb'`, customer)
const leadIdSql = (since: string, customer: string): string => idSql(since, `'7aaa'`, customer)

/** Customers with their identities and rooms, whose windows are open. */
export const seedCustomers = async (pool: Pool, { since, customers }: Traffic): Promise<void> => {
  await pool.query(
    `insert into users (id, name, email, role, status, availability, created_at)
     values ($1, 'Agent', 'agent@example.com', 'agent', 'active', 'online', now()) on conflict do nothing`,
    [AGENT_ID],
  )
  const parameters = [since, customers, business.phoneNumberId, business.businessAccountId]
  const all = `with customer as (
    select n, ${leadIdSql('$1', 'n')} as lead_id, ${roomIdSql('$1', 'n')} as room_id, to_timestamp($1 / 1000.0) as at,
      '62812' || lpad(n::text, 8, '0') as wa_id, $3::text as number, $4::text as account
    from generate_series(0, $2::integer - 1) n
  )`
  await pool.query(
    `${all}, lead as (
      insert into leads (id, name, phone, wa_id, whatsapp_user_id, created_at, updated_at)
      select lead_id, 'Customer ' || n, '+' || wa_id, wa_id, 'ID.' || wa_id || '0042', at, at from customer
    ), alias as (
      insert into lead_identities (scope, kind, value, lead_id)
      select account, 'wa_id', wa_id, lead_id from customer
      union all select account, 'bsuid', 'ID.' || wa_id || '0042', lead_id from customer
    )
    insert into rooms (id, leads_id, phone_number_id, phone, window_expires_at, created_at, updated_at)
    select room_id, lead_id, number, '+' || wa_id, now() + interval '23 hours', at, at from customer`,
    parameters,
  )
  await pool.query('analyze leads, lead_identities, rooms')
}

/**
 * Messages as they are when WhatsApp has accepted them, the first ones a little further. They are written by SQL and not sent by
 * the server, whose delivery is measured elsewhere; the rows are the same.
 */
export const seedMessages = async (pool: Pool, { run, since, customers }: Traffic, count: number): Promise<void> => {
  await pool.query(
    `insert into messages (id, room_id, user_id, content_type, content_text, content, status, wa_message_id,
       created_at, accepted_at, sent_at, delivered_at)
     select ${idSql('$2::bigint + n', `'7' || lpad(to_hex($1::integer), 3, '0')`, 'n')},
       ${roomIdSql('$2', 'n % $3::integer')}, $4, 'text', text, jsonb_build_object('body', text),
       case when n < $7::integer then 'delivered' when n < $6::integer then 'sent' else 'accepted' end,
       'wamid.HBgN' || md5($1 || ':ours:' || n) || lpad(n::text, 10, '0'), at, at,
       case when n < $6 then at end, case when n < $7 then at end
     from (
       select n, to_timestamp(($2::bigint + n) / 1000.0) as at, 'Pesanan Anda nomor ' || n || ' sudah dikirim.' as text
       from generate_series(0, $5::integer - 1) n
     ) message`,
    [run, since, customers, AGENT_ID, count, sentBefore, deliveredBefore],
  )
  await pool.query('vacuum analyze messages')
}
