import { zstdDecompressSync } from 'node:zlib'

export type StoredMessage = Readonly<{
  id: string
  room_id: string
  user_id: string | null
  direction: string
  content_text: string | null
  status: string
  wa_message_id: string | null
  error: unknown
  created_at: number
  /** Its place in the order of arrival. */
  seq: number
}>

export type StoredRoom = Readonly<{
  id: string
  phone: string | null
  unread_count: number
  read_seq: number
  last_message_at: number
}>

/** What the database holds, as far as the checks look at it. */
export type Stored = Readonly<{
  messages: readonly StoredMessage[]
  rooms: readonly StoredRoom[]
  failures: readonly Readonly<{ raw: string; error: string }>[]
  /** Every body that the log holds. */
  logged: ReadonlySet<string>
  deadlocks: number
}>

type LogRow = Readonly<{ lengths: readonly number[]; bodies: Buffer }>

/** A pool, or a connection in the middle of a transaction. */
type Connection = Readonly<{ query: (query: string) => Promise<Readonly<{ rows: unknown[] }>> }>

export const readStored = async (connection: Connection): Promise<Stored> => {
  const rows = async <T>(query: string): Promise<T[]> => (await connection.query(query)).rows as T[]
  const log = await rows<LogRow>('select lengths, bodies from webhook_log')
  const [statistics] = await rows<{ deadlocks: number }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  )
  return {
    messages: await rows<StoredMessage>(
      `select id, room_id, user_id, direction, content_text, status, wa_message_id, error, created_at, seq from messages`,
    ),
    rooms: await rows<StoredRoom>('select id, phone, unread_count, read_seq, last_message_at from rooms'),
    failures: await rows<{ raw: string; error: string }>('select raw::text, error from webhook_failures'),
    logged: new Set(log.flatMap(bodiesOf)),
    deadlocks: statistics?.deadlocks ?? 0,
  }
}

const bodiesOf = ({ lengths, bodies }: LogRow): readonly string[] => {
  const all = zstdDecompressSync(bodies)
  let end = 0
  return lengths.map((length) => all.toString('utf8', end, (end += length)))
}
