import pg from 'pg'

/** Whole classes of SQLSTATE: connection exceptions, refused log-ins (a password that is being changed), insufficient resources, system errors. */
const lostClasses = new Set(['08', '28', '53', '58'])

const lostStates = new Map([
  ['25006', 'the database is read-only'],
  ['25P03', 'a transaction was idle for too long'],
  ['25P04', 'a transaction took too long'],
  ['40001', 'two transactions met'],
  ['40P01', 'two transactions met'],
  ['55P03', 'a lock took too long'],
  ['57014', 'a statement took too long'],
  ['57P01', 'the database is shutting down'],
  ['57P02', 'the database crashed'],
  ['57P03', 'the database is starting or shutting down'],
  ['57P05', 'a connection was idle for too long'],
])

const lostSystemCalls = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'ENFILE',
  'ENOBUFS',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
])

/** pg and Kysely tell of a lost connection or a closed pool in words only. */
const lostInWords =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Connection ended|timeout exceeded when trying to connect|timeout expired|Query read timeout|Cannot use a pool after calling end|driver has already been destroyed|Postgres connection has been discarded)/

/**
 * Somebody changed a table after this connection had prepared a statement that answers all its columns. It fails on the connection
 * for ever, and goes well on another. The routine's name is what no language setting translates.
 */
export const isOutdated = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === '0A000' && error.routine === 'RevalidateCachedQuery'

/** Why the database can't be used now; undefined for everything that waiting does not mend, which is a bug. */
export const lostInfrastructure = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (isOutdated(error)) return 'the tables have changed'
  if (error instanceof pg.DatabaseError)
    return lostStates.get(code) ?? (lostClasses.has(code.slice(0, 2)) ? `the database says ${code}` : undefined)
  if (lostSystemCalls.has(code)) return `the database can't be reached (${code})`
  return lostInWords.test(error.message) ? "the database can't be reached" : undefined
}
