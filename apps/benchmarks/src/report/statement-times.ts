import type { BenchDatabase } from '../processes/start-database.ts'

/** Settings under which PostgreSQL counts what each statement takes. */
export const countStatements: Readonly<Record<string, string>> = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track_planning': 'on',
}

export type StatementTime = Readonly<{ statement: string; calls: number; milliseconds: number }>

/** Counts from now on. Throws where PostgreSQL did not start with `countStatements`. */
export const beginCounting = async ({ pool }: BenchDatabase): Promise<void> => {
  await pool.query('create extension if not exists pg_stat_statements')
  await pool.query('select pg_stat_statements_reset()')
}

const LONGEST = 100

/** What `pg_stat_statements` tells of this database, planning and executing together, the costliest first. */
export const readStatementTimes = async ({ pool }: BenchDatabase): Promise<readonly StatementTime[]> => {
  const { rows } = await pool.query<StatementTime>(`
    select query as statement, calls::integer, total_plan_time + total_exec_time as milliseconds
    from pg_stat_statements join pg_database on pg_database.oid = dbid
    where datname = current_database() and query not like '%pg_stat_statements%'
    order by milliseconds desc
  `)
  return rows.map(({ statement, ...times }) => ({ ...times, statement: inOneLine(statement) }))
}

/** Without the columns of a list. */
const inOneLine = (statement: string): string =>
  statement
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/ \(.*?\) /, ' (…) ')
    .slice(0, LONGEST)
