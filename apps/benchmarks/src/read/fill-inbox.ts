import type { BenchDatabase } from '../processes/start-database.ts'
import { roomIdSql } from '../ingest/seed.ts'

type Pool = BenchDatabase['pool']

export type InboxSize = Readonly<{
  /** Rooms were made in this millisecond (`seedCustomers`), before the first message. */
  since: number
  rooms: number
  /** The agent takes part in so many of them, spread evenly. */
  agentRooms: number
  messages: number
}>

/** So many messages at least in each of the agent's rooms, so that a page is full whatever the size. */
const AGENT_ROOM_MESSAGES = 60
const MONTHS = 12
const DAYS = 330
/** A little longer ago. */
export const BEFORE_ALL_MESSAGES = (DAYS + 5) * 24 * 3_600_000
const STEP = 250_000

/** The months before now, as they would be there on an old installation. */
export const makePastMonths = async (pool: Pool): Promise<void> => {
  await pool.query(`
    do $$ begin
      for back in 2..${MONTHS} loop
        declare
          first date := date_trunc('month', now() at time zone 'utc') - make_interval(months => back);
          name text := 'messages_' || to_char(first, 'YYYY_MM');
        begin
          execute format('create table %I partition of messages for values from (%L) to (%L)', name,
            first || ' 00:00:00+00', (first + interval '1 month')::date || ' 00:00:00+00');
          execute format('alter table %I enable row level security', name);
        end;
      end loop;
    end $$`)
}

/** The agent joins every room that is theirs. */
export const joinRooms = async (
  pool: Pool,
  { since, rooms, agentRooms }: InboxSize,
  agentId: string,
): Promise<void> => {
  await pool.query(
    `insert into room_participants (room_id, user_id)
     select ${roomIdSql('$1', 'n * ($2::integer / $3::integer)')}, $4 from generate_series(0, $3::integer - 1) n`,
    [since, rooms, agentRooms, agentId],
  )
}

/**
 * Replaces all messages by `messages` new ones, made inside the database: spread evenly over the past months, in the order of time, over all
 * rooms, and over both directions.
 */
export const fillInbox = async (pool: Pool, size: InboxSize, agentId: string): Promise<void> => {
  const { since, rooms, agentRooms, messages } = size
  const ofAgent = agentRooms * AGENT_ROOM_MESSAGES
  const client = await pool.connect()
  try {
    await client.query('truncate messages')
    // References are right by construction; checking them takes longer than all the rest. Only a superuser may say so.
    await client.query('set session_replication_role = replica').catch(() => undefined)
    for (let from = 0; from < messages; from += STEP)
      await client.query(
        `insert into messages (id, room_id, user_id, content_type, content_text, content, status, wa_message_id,
           created_at, accepted_at, sent_at, delivered_at, read_at)
         select (lpad(to_hex(at_ms), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
           ${roomIdSql('$1', 'room')}, case when n % 2 = 0 then $2::uuid end, 'text', text, jsonb_build_object('body', text),
           case when n % 2 = 0 then 'read' else 'received' end, 'wamid.HBgN' || md5(n::text) || lpad(n::text, 10, '0'),
           at, answered, answered, answered, answered
         from (
           select n, at_ms, room, to_timestamp(at_ms / 1000.0) as at,
             case when n % 2 = 0 then to_timestamp(at_ms / 1000.0) end as answered,
             'Pesanan nomor ' || n || ' sudah kami terima dan akan segera kami kirim.' as text
           from (
             select n, ($3::bigint - ${DAYS} * 86400000::bigint + (n * (${DAYS} * 86400000.0 / $4::bigint))::bigint) as at_ms,
               case when n * $5::bigint % $4 < $5 then (n * $5 / $4 * 7919 % $6::bigint) * ($7::bigint / $6)
                 else n * 48271 % 2147483647 % $7 end as room
             from generate_series($8::bigint, $9::bigint - 1) n
           ) placed
         ) said`,
        [since, agentId, Date.now(), messages, ofAgent, agentRooms, rooms, from, Math.min(from + STEP, messages)],
      )
    await client.query('set session_replication_role = origin').catch(() => undefined)
    await client.query(`
      update rooms set last_message_id = last.id, last_message_at = last.created_at
      from (select distinct on (room_id) room_id, id, created_at from messages order by room_id, created_at desc, seq desc) last
      where rooms.id = last.room_id`)
    await client.query('vacuum analyze messages, rooms, room_participants')
    await client.query('checkpoint').catch(() => undefined)
  } finally {
    client.release()
  }
}
