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
