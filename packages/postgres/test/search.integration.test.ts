import type { Lead, MessageId, Room } from '@boztell/core'
import { DAY, MINUTE, searchWords } from '@boztell/core'
import { TEST_NOW, aCustomerMessage, aText, storeConversation, stored } from '@boztell/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { createPostgresUnitOfWork, tidySearch } from '../src/index.ts'
import { freshDatabase } from './fresh-database.ts'
import type { TestDatabase } from './fresh-database.ts'
import { runOf } from './statement-plans.ts'

const MESSAGES = 5_000
const PAGE = 20

let database: TestDatabase
let unitOfWork: ReturnType<typeof createPostgresUnitOfWork>
let room: Room
let lead: Lead
/** Oldest first, a minute apart: each says "pesanan", every thousandth "langka" as well. */
let ids: readonly MessageId[]

beforeAll(async () => {
  database = await freshDatabase()
  unitOfWork = createPostgresUnitOfWork(database)
  ;({ room, lead } = await storeConversation(unitOfWork, {}, { name: 'Siti Aminah' }))
  const said = Array.from({ length: MESSAGES }, (_, n) =>
    aCustomerMessage({
      roomId: room.id,
      content: aText(n % 1_000 === 0 ? `pesanan langka ${n}` : `pesanan biasa ${n}`),
      createdAt: TEST_NOW - (MESSAGES - n) * MINUTE,
    }),
  )
  await stored(unitOfWork, ({ messages }) => messages.append(said))
  ids = said.map(({ id }) => id)
  await tidySearch(database.db)
  await database.pool.query('vacuum analyze message_search')
})

const find = async (q: string, before: MessageId | null = null) => {
  const { data } = await stored(unitOfWork, ({ search }) =>
    search.find({ words: searchWords(q), visibleTo: null, roomId: null, before, limit: PAGE }),
  )
  return data.map(({ message }) => message.id)
}

/** What the statement that looks for candidates reads. */
const runOfSearch = async (q: string, before: MessageId | null = null) => {
  const { plan } = await runOf(database.pool, 'union all', () => find(q, before))
  const scans = [
    ...plan.matchAll(/Bitmap Heap Scan on message_search.*?\((?:actual rows=([\d.]+) loops=1|never executed)\)/g),
  ]
  return { plan, rowsRead: scans.reduce((sum, [, rows = '0']) => sum + Number(rows), 0) }
}

describe('A search', () => {
  test('reads little of a frequent word, at the end and anywhere in the past', async () => {
    for (const before of [null, ids[MESSAGES / 2] ?? null]) {
      const { plan, rowsRead } = await runOfSearch('pesanan', before)
      expect(plan).toContain('Bitmap Index Scan on message_search_grams')
      expect(plan).toContain('never executed')
      // Two minutes and two hours.
      expect(rowsRead).toBeLessThanOrEqual(200)
      expect(rowsRead).toBeGreaterThanOrEqual(PAGE)
    }
  })

  test('reads of a rare word what it shows', async () => {
    expect(await find('langka')).toHaveLength(MESSAGES / 1_000)
    const { plan, rowsRead } = await runOfSearch('langka')
    expect(plan).not.toContain('Seq Scan on message_search')
    // Once by stretches, and once more by the last, which is all the past.
    expect(rowsRead).toBeLessThanOrEqual((4 * MESSAGES) / 1_000)
  })

  test('reads nothing of a word that is nowhere', async () => {
    expect((await runOfSearch('zzyzx')).rowsRead).toBe(0)
  })
})

describe('What was stored before there was an index', () => {
  test('is indexed by and by, newest first, and what was indexed meanwhile stays', async () => {
    const { pool, db } = database
    await pool.query('delete from message_search where message_id <> $1', [ids.at(-1)])
    await pool.query('update leads set name_grams = null')
    await pool.query(`
      insert into message_search_backlog (due_at, before_id, until_id) values
        (now(), 'ffffffff-ffff-ffff-ffff-ffffffffffff', '00000000-0000-0000-0000-000000000000'),
        (now() + interval '1 hour', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '00000000-0000-0000-0000-000000000000')`)
    expect(await find('aminah')).toEqual([])

    await tidySearch(db)
    expect(await find('pesanan')).toEqual(ids.slice(-PAGE).toReversed())
    expect(await find('langka')).toHaveLength(2)
    await tidySearch(db)
    await tidySearch(db)
    expect(await find('langka')).toHaveLength(MESSAGES / 1_000)
    expect(await find('aminah')).toHaveLength(PAGE)
    const { rows } = await pool.query('select count(*)::integer as count from message_search')
    expect(rows).toEqual([{ count: MESSAGES }])
    expect(await db.selectFrom('message_search_backlog').select('due_at').execute()).toHaveLength(1)
  })

  test('is not made anew where the name has changed', async () => {
    await database.pool.query('update leads set name_grams = null, name = $1 where id = $2', ['Rina', lead.id])
    await tidySearch(database.db)
    expect(await find('rina')).toHaveLength(PAGE)
    expect(await find('aminah')).toEqual([])
  })
})

describe('A lead whom a webhook has locked', () => {
  test('is passed over and indexed later, so that neither waits for the other', async () => {
    const { pool, db } = database
    await pool.query('update leads set name_grams = null')
    const unindexed = async () => {
      const { rows } = await pool.query<{ id: string }>('select id from leads where name_grams is null')
      return rows.map(({ id }) => id)
    }
    const webhook = await pool.connect()
    try {
      await webhook.query('begin')
      await webhook.query('select from leads where id = $1 for no key update', [lead.id])
      await tidySearch(db)
      expect(await unindexed()).toEqual([lead.id])
    } finally {
      await webhook.query('rollback')
      webhook.release()
    }
    await tidySearch(db)
    expect(await unindexed()).toEqual([])
  })
})

describe('The search index', () => {
  test('is sorted by one process at a time, and keeps nothing waiting', async () => {
    const said = aCustomerMessage({ roomId: room.id, content: aText('terbaru'), createdAt: TEST_NOW + DAY })
    await stored(unitOfWork, ({ messages }) => messages.append([said]))
    await Promise.all([tidySearch(database.db), tidySearch(database.db)])
    await tidySearch(database.db)
    const { rows } = await database.pool.query(
      `select gin_clean_pending_list('message_search_grams')::integer as pages`,
    )
    expect(rows).toEqual([{ pages: 0 }])
    expect(await find('terbaru')).toEqual([said.id])
  })
})
