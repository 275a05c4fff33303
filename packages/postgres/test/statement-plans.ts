import pg from 'pg'
import { vi } from 'vitest'

type Statement = Readonly<{ text: string; values: readonly unknown[] }>

/** The statements that `work` sends, in order. */
export const statementsOf = async (work: () => Promise<unknown>): Promise<readonly Statement[]> => {
  const query = vi.spyOn(pg.Client.prototype, 'query')
  try {
    await work()
    const calls = query.mock.calls as unknown as readonly (readonly [string | Statement, unknown[]?])[]
    return calls.map(([text, values = []]) => (typeof text === 'string' ? { text, values } : text))
  } finally {
    query.mockRestore()
  }
}

/** How PostgreSQL would run the first statement of `work` that holds `part`. */
export const planOf = async (pool: pg.Pool, part: string, work: () => Promise<unknown>): Promise<string> => {
  const { text, values } = (await statementsOf(work)).find((statement) => statement.text.includes(part))!
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`explain ${text}`, [...values])
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

export type Run = Readonly<{
  plan: string
  /** By scans of tables and indexes. */
  rowsRead: number
  /** Partitions that were looked into. */
  monthsRead: number
}>

/** How PostgreSQL runs the first statement of `work` that holds `part` with a plan made for any values, as it does for a prepared one. */
export const runOf = async (pool: pg.Pool, part: string, work: () => Promise<unknown>): Promise<Run> => {
  const { text, values } = (await statementsOf(work)).find((statement) => statement.text.includes(part))!
  const client = await pool.connect()
  try {
    await client.query('set plan_cache_mode = force_generic_plan')
    await client.query(`prepare looked_at as ${text}`)
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, costs off, timing off) execute looked_at(${values.map(literal).join(', ')})`,
    )
    const lines = rows.map((row) => row['QUERY PLAN'])
    const scans = lines.flatMap((line) => /Scan .*on messages_\w+ .*\(actual rows=([\d.]+)/.exec(line)?.[1] ?? [])
    return {
      plan: lines.join('\n'),
      rowsRead: scans.reduce((sum, count) => sum + Number(count), 0),
      monthsRead: scans.length,
    }
  } finally {
    await client.query('deallocate looked_at')
    await client.query('reset plan_cache_mode')
    client.release()
  }
}

/** How often the one connection of `pool` planned statements that hold `part` for their values alone, and how often it took a plan for any. */
export const plansOf = async (pool: pg.Pool, part: string): Promise<Readonly<{ own: number; shared: number }>> => {
  const { rows } = await pool.query<{ own: number; shared: number }>(
    `select custom_plans::integer as own, generic_plans::integer as shared
     from pg_prepared_statements where position($1 in statement) > 0 and statement not like '%pg_prepared_statements%'`,
    [part],
  )
  return rows[0]!
}

const literal = (value: unknown): string =>
  pg.escapeLiteral(Array.isArray(value) ? `{${value.map((item) => JSON.stringify(item)).join(',')}}` : String(value))
