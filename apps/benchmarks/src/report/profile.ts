import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchDatabase } from '../processes/start-database.ts'
import { readCpuProfiles, type ThreadProfile } from './cpu-profile.ts'
import { beginCounting, readStatementTimes, type StatementTime } from './statement-times.ts'
import { table } from './table.ts'
import { writeReport } from './write-report.ts'

/** Notes where the time of a server goes; its database must have started with `countStatements`. */
export type Profiler = Readonly<{
  /** Where the server, which must have ended, left its CPU profile. */
  profileDir: string
  /** Statements count from now on. */
  begin: () => Promise<void>
  /** `per`: how many of what (groups, messages) the statements' time is divided by. */
  report: (
    name: string,
    options: object,
    per: Readonly<{ count: number; what: string }>,
    notes: readonly string[],
  ) => Promise<void>
}>

const MOST_STATEMENTS = 30

export const startProfiler = async (stack: AsyncDisposableStack, database: BenchDatabase): Promise<Profiler> => {
  const profileDir = await mkdtemp(join(tmpdir(), 'boztell-bench-profile-'))
  stack.defer(() => rm(profileDir, { recursive: true, force: true }))
  return {
    profileDir,
    begin: () => beginCounting(database),
    report: async (name, options, per, notes) => {
      const threads = await readCpuProfiles(profileDir)
      const statements = await readStatementTimes(database)
      const inDatabase = statements.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
      const ownNotes = [
        ...threads.map(({ thread, busy }) => `Thread ${thread} of the server was busy ${percent(busy)} of its life.`),
        `PostgreSQL took ${(inDatabase / per.count).toFixed(2)} ms for ${per.what}, ${per.count} of them.`,
      ]
      const rows = functionRows(threads)
      const data = { threads, statements, per }
      const statementTable = table(statementRows(statements.slice(0, MOST_STATEMENTS), per))
      await writeReport({ name, options, rows, notes: [statementTable, '', ...notes, ...ownNotes], data }, database)
    },
  }
}

const percent = (part: number, digits = 0): string => `${(part * 100).toFixed(digits)} %`

const functionRows = (threads: readonly ThreadProfile[]) => [
  ['own time in the server process', 'of the busy time of its thread', 'thread', 'where'],
  ...threads.flatMap(({ thread, functions }) =>
    functions.map(({ name, place, part }) => [name, percent(part, 1), String(thread), place]),
  ),
]

const statementRows = (
  statements: readonly StatementTime[],
  { count, what }: Readonly<{ count: number; what: string }>,
) => [
  ['statement, planning included', `ms for ${what}`, `calls for ${what}`, 'ms a call'],
  ...statements.map(({ statement, calls, milliseconds }) => [
    statement,
    (milliseconds / count).toFixed(3),
    (calls / count).toFixed(2),
    (milliseconds / calls).toFixed(2),
  ]),
]
