import type { BenchDatabase } from '../processes/start-database.ts'

const ROWS = 500

/** Rows a second on one connection, 500 to a statement and a commit, as fast as this database takes them. */
export const multiRowInserts = async ({ pool }: BenchDatabase, seconds: number): Promise<number> => {
  await pool.query('create table many_rows (id bigint primary key generated always as identity, name text, body jsonb)')
  const names = Array.from({ length: ROWS }, (_, index) => `wamid.HBgN${String(index).padStart(42, '0')}`)
  const bodies = names.map((name) => JSON.stringify({ id: name, status: 'delivered', timestamp: '1764000000' }))
  const client = await pool.connect()
  try {
    const start = performance.now()
    let rows = 0
    while (performance.now() - start < seconds * 1_000) {
      await client.query({
        name: 'many rows',
        text: 'insert into many_rows (name, body) select * from unnest($1::text[], $2::jsonb[])',
        values: [names, bodies],
      })
      rows += ROWS
    }
    return (rows * 1_000) / (performance.now() - start)
  } finally {
    client.release()
  }
}

/** Milliseconds that a commit of one small row takes, the median of many, one after the other. */
export const commitTime = async ({ pool }: BenchDatabase): Promise<number> => {
  await pool.query('create table small_row (n integer)')
  const times: number[] = []
  for (let turn = 0; turn < 200; turn += 1) {
    const start = performance.now()
    await pool.query({ name: 'small row', text: 'insert into small_row values (1)' })
    times.push(performance.now() - start)
  }
  return times.toSorted((a, b) => a - b)[times.length / 2] ?? Number.NaN
}
