import { createHash } from 'node:crypto'
import { roomIdSql } from '../ingest/seed.ts'
import type { BenchDatabase } from '../processes/start-database.ts'

/** Whoever may see rooms `first` and `second` (by number), with a token. */
export type Watcher = Readonly<{ token: string; rooms: readonly number[] }>

/** Agents with a session, each taking part in two rooms, so that two know of each; straight into the database, where no password is hashed. */
export const seedAgents = async (
  pool: BenchDatabase['pool'],
  since: number,
  count: number,
): Promise<readonly Watcher[]> => {
  const agents = Array.from({ length: count }, (_, number) => ({
    number,
    next: (number + 1) % count,
    id: `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`,
    token: `agent-${number}-of-the-benchmark`,
  }))
  const rows = JSON.stringify(
    agents.map(({ token, ...agent }) => ({ ...agent, hash: createHash('sha256').update(token).digest('hex') })),
  )
  const from = `from json_to_recordset($1::json) as a (number integer, next integer, id uuid, hash text)`
  await pool.query(
    `insert into users (id, name, email, role, status, availability, created_at)
     select id, 'Agent ' || number, 'agent-' || number || '@bench.example', 'agent', 'active', 'online', now() ${from}`,
    [rows],
  )
  await pool.query(
    `insert into sessions (token_hash, user_id, created_at, expires_at)
     select hash, id, now(), now() + interval '1 day' ${from}`,
    [rows],
  )
  await pool.query(
    `insert into room_participants (room_id, user_id, added_at)
     select ${roomIdSql('$2', 'n')}, id, now() ${from}, unnest(array[number, next]) n`,
    [rows, since],
  )
  await pool.query('analyze users, sessions, room_participants')
  return agents.map(({ token, number, next }) => ({ token, rooms: [number, next] }))
}
