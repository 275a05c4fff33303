import type { Instant, MessageId, RoomId } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'
import { timestamp, unseen } from './sql-values.ts'

export type NamedMessage = Readonly<{ id: MessageId; room_id: RoomId; wa_message_id: string }>

/**
 * The messages that WhatsApp calls by these names. Names tell no time and each month has its own index, so that the months of
 * `likely` come first and all others only for what is still missing.
 */
export const messagesNamed = async (
  db: Kysely<Database>,
  names: readonly string[],
  likely: Readonly<{ from: Instant; to: Instant }>,
): Promise<readonly NamedMessage[]> => {
  if (names.length === 0) return []
  const bounds = sql`${unseen(timestamp(likely.from), 'timestamptz')} and ${unseen(timestamp(likely.to), 'timestamptz')}`
  const near = await sql<NamedMessage>`${named(names)} and created_at between ${bounds}`.execute(db)
  const found = new Set(near.rows.map(({ wa_message_id }) => wa_message_id))
  const missing = names.filter((name) => !found.has(name))
  if (missing.length === 0) return near.rows
  const far = await sql<NamedMessage>`${named(missing)} and created_at not between ${bounds}`.execute(db)
  return [...near.rows, ...far.rows]
}

const named = (names: readonly string[]) => sql`
  select id, room_id, wa_message_id from messages where wa_message_id = any(${unseen(names, 'text[]')}::text[])`
