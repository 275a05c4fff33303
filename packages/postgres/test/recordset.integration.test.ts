import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { recordset } from '../src/sql-values.ts'
import { freshDatabase } from './fresh-database.ts'

const texts = [
  '',
  'NULL',
  'null',
  'a "quoted" \\ word',
  '{a,b}',
  ' space ',
  "it's",
  'line\nbreak',
  'Halo 🙏',
  '$1',
  '\\"',
]
const columns = {
  id: 'integer',
  said: 'text',
  list: 'text[]',
  data: 'jsonb',
  kept: 'json',
  flag: 'boolean',
  at: 'timestamptz',
}

test('A recordset gives every value back as it was, in its place', async () => {
  const { db } = await freshDatabase()
  const moments = [
    1,
    -1,
    Date.UTC(2026, 10, 26, 20, 0, 0, 123),
    Date.UTC(1, 0),
    Date.UTC(2254, 11, 31, 23, 59, 59, 999),
  ]
  const rows = [
    ...texts.map((text, id) => ({
      id,
      said: text,
      list: [text, ...texts],
      data: { [text]: [text, null] },
      flag: true,
      at: moments[id % moments.length] ?? null,
    })),
    { id: -1, said: null, list: [], data: 'NULL', flag: false, at: null },
    { id: null, said: null, list: null, data: null, kept: { z: 1, a: [true] } },
  ]
  const back = await sql<object>`
    select id, said, list, data, kept, flag, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from ${recordset(columns, rows)} order by ord
  `.execute(db)
  const toTheMicrosecond = (at: number | null = null) => at && new Date(at).toISOString().replace('Z', '000Z')
  expect(back.rows).toEqual(rows.map((row) => ({ kept: null, flag: null, ...row, at: toTheMicrosecond(row.at) })))
})

test('A recordset may be empty', async () => {
  const { db } = await freshDatabase()
  expect((await sql`select * from ${recordset(columns, [])}`.execute(db)).rows).toEqual([])
})
