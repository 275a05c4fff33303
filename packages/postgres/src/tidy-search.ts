import { sql } from 'kysely'
import type { Kysely, Selectable, Transaction } from 'kysely'
import { toMessage } from './message-row.ts'
import type { Database, MessagesTable } from './schema.ts'
import { addingToIndex, gramsOfText } from './search-index.ts'
import { recordset } from './sql-values.ts'

/** Rows at a time: what is done for them stops the process for some milliseconds. */
const BATCH = 250
const BATCHES = 8

/**
 * Sorts what was said lately into the search index, before the list in which it waits grows so long that a webhook would have to do it, and indexes
 * some of what was there before there was an index. Safe to run anywhere, any time: one process at a time works.
 */
export const tidySearch = async (db: Kysely<Database>): Promise<void> => {
  for (let batch = 0; batch < BATCHES; batch += 1) if (!(await alone(db, indexSome))) break
  await alone(db, async (trx) => {
    await sql`select gin_clean_pending_list('message_search_grams'), gin_clean_pending_list('leads_name_grams')`.execute(
      trx,
    )
    return true
  })
}

/** False where another process works. */
const alone = (db: Kysely<Database>, work: (trx: Transaction<Database>) => Promise<boolean>): Promise<boolean> =>
  db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ locked: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended('boztell.search', 0)) as locked
    `.execute(trx)
    return rows[0]?.locked === true && work(trx)
  })

/** False if nothing is left to do. */
const indexSome = async (db: Kysely<Database>): Promise<boolean> =>
  [await indexMessages(db), await indexNames(db)].includes(true)

const indexMessages = async (db: Kysely<Database>): Promise<boolean> => {
  const backlog = await db
    .selectFrom('message_search_backlog')
    .selectAll()
    .where('due_at', '<=', sql<number>`now()`)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (backlog === undefined) return false
  const { rows } = await sql<Selectable<MessagesTable>>`
    select * from messages where id < ${backlog.before_id} and id >= ${backlog.until_id} order by id desc limit ${BATCH}
  `.execute(db)
  const last = rows.at(-1)
  if (last !== undefined) await addingToIndex(rows.map(toMessage)).execute(db)
  if (last === undefined || rows.length < BATCH)
    await db.deleteFrom('message_search_backlog').where('id', '=', backlog.id).execute()
  else await db.updateTable('message_search_backlog').set({ before_id: last.id }).where('id', '=', backlog.id).execute()
  return true
}

const indexNames = async (db: Kysely<Database>): Promise<boolean> => {
  const leads = await db
    .selectFrom('leads')
    .select(['id', 'name'])
    .where('name_grams', 'is', null)
    // Webhooks lock leads in this order too, and the update takes them in any: what is locked here is waited for by nobody we wait for.
    .orderBy('id')
    .limit(BATCH)
    .forNoKeyUpdate()
    .skipLocked()
    .execute()
  if (leads.length === 0) return false
  const rows = leads.map(({ id, name }) => ({ id, name, grams: gramsOfText(name) }))
  // One that gets another name meanwhile is indexed by who gives it.
  await sql`
    update leads set name_grams = r.grams from ${recordset({ id: 'uuid', name: 'text', grams: 'integer[]' }, rows)}
    where leads.id = r.id and leads.name = r.name
  `.execute(db)
  return true
}
