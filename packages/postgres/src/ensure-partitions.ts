import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Instant } from '@boztell/core'
import type { Database } from './schema.ts'

const MONTHS_BACK = 1
const MONTHS_AHEAD = 3
/** Percent of a page that new messages fill; the rest is for what becomes of them (see migration 0007). */
const FILLFACTOR = 70

/** What was made, and how many messages lie outside of every month (there should be none to speak of). */
export type Partitions = Readonly<{ created: readonly string[]; strays: number }>

/**
 * Makes the monthly partitions of `messages` from the month before `now` to three ahead (D3). Safe to run anywhere, any time:
 * one process at a time works, and a month that exists is left alone.
 */
export const ensurePartitions = (db: Kysely<Database>, now: Instant): Promise<Partitions> =>
  db.transaction().execute(async (trx) => {
    // Behind a long transaction the whole inbox would wait with us: rather give up and come again.
    await sql`set local lock_timeout = '5s'`.execute(trx)
    await sql`select pg_advisory_xact_lock(hashtextextended('boztell.partitions', 0))`.execute(trx)
    const { rows } = await sql<{ name: string }>`
      select child.relname as name
      from pg_inherits join pg_class child on child.oid = inhrelid
      where inhparent = 'messages'::regclass
    `.execute(trx)
    const existing = new Set(rows.map(({ name }) => name))

    const created: string[] = []
    for (const month of monthsAround(now)) {
      if (existing.has(month.name) || (await hasStrays(trx, month))) continue
      await sql`
        create table ${sql.id(month.name)} partition of messages for values from (${sql.lit(month.from)}) to (${sql.lit(month.to)})
          with (fillfactor = ${sql.lit(FILLFACTOR)});
        alter table ${sql.id(month.name)} enable row level security;
      `.execute(trx)
      created.push(month.name)
    }
    const strays = await sql<{ count: number }>`select count(*) from messages_default`.execute(trx)
    return { created, strays: strays.rows[0]?.count ?? 0 }
  })

type Month = Readonly<{ name: string; from: string; to: string }>

const monthsAround = (now: Instant): readonly Month[] => {
  const today = new Date(now)
  const firstOf = (offset: number) =>
    new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + offset)).toISOString()
  return Array.from({ length: MONTHS_BACK + 1 + MONTHS_AHEAD }, (_, i) => {
    const from = firstOf(i - MONTHS_BACK)
    return { name: `messages_${from.slice(0, 7).replace('-', '_')}`, from, to: firstOf(i - MONTHS_BACK + 1) }
  })
}

/** A month of which the default partition holds messages can't be split off; they stay where they are. */
const hasStrays = async (db: Kysely<Database>, { from, to }: Month): Promise<boolean> => {
  const { rows } = await sql`
    select from messages_default where created_at >= ${from} and created_at < ${to} limit 1
  `.execute(db)
  return rows.length > 0
}
