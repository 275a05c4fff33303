import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { PreparingClient } from './preparing-client.ts'
import type { Database } from './schema.ts'

export type DatabaseOptions = Readonly<{
  connectionString: string
  /** Connections at most; 10 unless given. */
  poolSize?: number
  /** How long a statement of a unit of work may take, in milliseconds; a minute unless given. Behind a line that fell silent nobody would ever hear. */
  answerTimeout?: number
  /** How the connections call themselves in pg_stat_activity. */
  applicationName?: string
  /** Told of connections that broke while nobody used them; the pool replaces them. */
  onConnectionLost?: (error: Error) => void
}>

/** A pool of connections; `close` waits for the queries in hand. */
export type DatabaseHandle = Readonly<{
  db: Kysely<Database>
  pool: pg.Pool
  answerTimeout: number
  close: () => Promise<void>
}>

const CONNECT_TIMEOUT = 5_000
const ANSWER_TIMEOUT = 60_000

/** Opens no connection yet: a database that is away shows at the first query. */
export const createDatabase = ({
  connectionString,
  poolSize = 10,
  answerTimeout = ANSWER_TIMEOUT,
  applicationName = 'boztell',
  onConnectionLost = () => {},
}: DatabaseOptions): DatabaseHandle => {
  const pool = new pg.Pool({
    Client: PreparingClient,
    pipeline: true,
    connectionString,
    max: poolSize,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    keepAlive: true,
    types: { getTypeParser },
  })
  pool.on('error', onConnectionLost)
  // One that breaks while it is in use fails its query as well; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', onConnectionLost))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  let closing: Promise<void> | undefined
  return {
    db,
    pool,
    answerTimeout,
    close: () => (closing ??= db.destroy().then(() => (pool.ended ? undefined : pool.end()))),
  }
}

type Parse = (text: string) => unknown
const parserOf = (oid: number, format?: 'text' | 'binary'): Parse => pg.types.getTypeParser(oid, format) as Parse

const INT8: number = pg.types.builtins.INT8
const TIMESTAMPTZ: number = pg.types.builtins.TIMESTAMPTZ
const parseTimestamp = parserOf(TIMESTAMPTZ) as (text: string) => Date

/** Sessions mostly run in UTC, and then the engine's own parser, which is many times faster, can read the text. */
const instantOf = (text: string): number =>
  text.endsWith('+00') && text.charAt(10) === ' '
    ? Date.parse(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`)
    : parseTimestamp(text).getTime()

/** Instants are whole milliseconds; our 64-bit numbers are far below 2^53. */
const getTypeParser = (oid: number, format?: 'text' | 'binary'): Parse => {
  if (format !== 'binary' && oid === TIMESTAMPTZ) return instantOf
  if (format !== 'binary' && oid === INT8) return Number
  return parserOf(oid, format)
}
