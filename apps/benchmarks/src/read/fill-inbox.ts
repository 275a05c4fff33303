import { roomIdSql } from '../ingest/seed.ts'
import type { BenchDatabase } from '../processes/start-database.ts'
import { fillSearch, loadPhrases, nameLeads, phraseOf } from './fill-search.ts'

type Pool = BenchDatabase['pool']
type PoolClient = Awaited<ReturnType<typeof connect>>

const connect = (pool: Pool) => pool.connect()

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
/** The agent's room (the number of its customer) that has every tenth message of the others. */
export const BUSY_ROOM = 0
const MONTHS = 12
const DAYS = 330
/** A little longer ago. */
export const BEFORE_ALL_MESSAGES = (DAYS + 5) * 24 * 3_600_000

/** With it, what is loaded into new files is not logged first; it is durable all the same once it is committed. */
export const quickToFill = { wal_level: 'minimal', max_wal_senders: '0' }

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
 * Fills an empty inbox with `messages` messages, made inside the database: spread evenly over the past months, in the order of
 * time, over all rooms, and over both directions.
 */
export const fillInbox = async (pool: Pool, size: InboxSize, agentId: string): Promise<void> => {
  const client = await connect(pool)
  try {
    await client.query('begin')
    // Indexes are built faster than they are maintained, and new files need no log (`quickToFill`).
    await client.query('truncate messages, message_search')
    await loadPhrases(client)
    const { rows: indexes } = await client.query<{ drop: string; create: string }>(indexesSql)
    for (const { drop } of indexes) await client.query(drop)
    await insertMessages(client, size, agentId)
    await fillSearch(client)
    await nameLeads(client)
    await client.query(`set local maintenance_work_mem = '512MB'`)
    for (const { create } of indexes) await client.query(create)
    await client.query(`
      update rooms set last_message_id = last.id::uuid, last_message_at = last.at
      from (select room_id, max(id::text) as id, max(created_at) as at from messages group by room_id) last
      where rooms.id = last.room_id`)
    await client.query('commit')
    await client.query('vacuum analyze')
    await client.query('checkpoint').catch(() => undefined)
  } finally {
    client.release()
  }
}

/** How each index of `messages` is dropped and made again. */
const indexesSql = `
  select case when name is null then format('drop index %s', indexrelid::regclass)
      else format('alter table %s drop constraint %I', indrelid::regclass, name) end as drop,
    case when name is null then replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
      else format('alter table %s add constraint %I %s', indrelid::regclass, name, pg_get_constraintdef(constraint_oid)) end as create
  from pg_index left join (select conindid, conname, oid from pg_constraint where contype = 'p')
    as key (index_oid, name, constraint_oid) on index_oid = indexrelid
  where indrelid in ('messages'::regclass, 'message_search'::regclass)`

/** References are right by construction; checking them takes longer than all the rest. Only a superuser may say so. */
const insertMessages = async (client: PoolClient, size: InboxSize, agentId: string): Promise<void> => {
  const { since, rooms, agentRooms, messages } = size
  await client.query('savepoint trusted')
  await client
    .query('set local session_replication_role = replica')
    .catch(() => client.query('rollback to savepoint trusted'))
  await client.query(
    `insert into messages (id, room_id, user_id, content_type, content_text, content, status, wa_message_id,
       created_at, accepted_at, sent_at, delivered_at, read_at)
     select (lpad(to_hex(at_ms), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
       ${roomIdSql('$1', 'room')}, case when n % 2 = 0 then $2::uuid end, 'text', text, jsonb_build_object('body', text),
       case when n % 2 = 0 then 'read' else 'received' end, 'wamid.HBgN' || md5(n::text) || lpad(n::text, 10, '0'),
       at, answered, answered, answered, answered
     from (
       select placed.n, at_ms, room, to_timestamp(at_ms / 1000.0) as at,
         case when placed.n % 2 = 0 then to_timestamp(at_ms / 1000.0) end as answered, phrases.text
       from (
         select n, ($3::bigint - ${DAYS} * 86400000::bigint + (n * (${DAYS} * 86400000.0 / $4::bigint))::bigint) as at_ms,
           case when n * $5::bigint % $4 < $5 then (n * $5 / $4 * 7919 % $6::bigint) * ($7::bigint / $6)
             when n % 10 = 0 then ${BUSY_ROOM} else n * 48271 % 2147483647 % $7 end as room
         from generate_series(0, $4::bigint - 1) n
       ) placed join phrases on phrases.n = ${phraseOf('placed.n')}
     ) said`,
    [since, agentId, Date.now(), messages, agentRooms * AGENT_ROOM_MESSAGES, agentRooms, rooms],
  )
  await client
    .query('set local session_replication_role = origin')
    .catch(() => client.query('rollback to savepoint trusted'))
}
