import {
  CompiledQuery,
  type DatabaseConnection,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type RawBuilder,
} from 'kysely'
import type { Stored } from '@boztell/core'
import { okAsync } from 'neverthrow'
import type pg from 'pg'
import { isOutdated } from './lost-infrastructure.ts'
import { prepared } from './preparing-client.ts'
import type { Database } from './schema.ts'

/**
 * One transaction on one connection. Statements go out as they are given, whether the answers to those before them have come or not
 * (the connection must be in pipeline mode): each answer that somebody waits for waits in turn behind whatever else the process has
 * to read, so `begin`, the writes and the commit wait for nothing.
 */
export type Transaction = Readonly<{
  db: Kysely<Database>
  /** Sends a write of `rows`, nothing if there are none. What goes wrong shows at the commit, or at the next read. */
  write: (rows: readonly unknown[], statement: () => RawBuilder<unknown>) => Stored<void>
  /** Sends a statement right before the commit, for what must be locked no longer than that takes. */
  writeLast: (statement: () => RawBuilder<unknown>) => void
  /** Resolves once everything is kept; rejects with the first thing that went wrong. */
  commit: () => Promise<void>
  /** Never rejects: a connection that can't roll back is closed, which does the same. Answers what went wrong first, if anything did. */
  rollback: () => Promise<unknown>
}>

/** Begins a transaction, and gives the connection back at its end. An answer that takes longer than `answerTimeout` ms ends the connection. */
export const beginTransaction = (client: pg.PoolClient, answerTimeout: number): Transaction => {
  firstFailures.delete(client)
  const db = kyselyOn(client, answerTimeout)
  const send = (statement: pg.QueryConfig): Promise<string> =>
    query(client, statement, answerTimeout).then(
      ({ command }) => command,
      () => '',
    )
  const begun = send({ text: 'begin isolation level read committed' })
  const writes: Promise<unknown>[] = [begun]
  const last: (() => RawBuilder<unknown>)[] = []
  const sendWrite = (statement: () => RawBuilder<unknown>) => {
    const { sql, parameters } = statement().compile(db)
    writes.push(send(prepared(sql, parameters)))
  }

  return {
    db,
    write: (rows, statement) => {
      if (rows.length > 0) sendWrite(statement)
      return okAsync(undefined)
    },
    writeLast: (statement) => {
      last.push(statement)
    },
    commit: async () => {
      last.forEach(sendWrite)
      const [command] = await Promise.all([send({ text: 'commit' }), ...writes])
      if (firstFailures.has(client)) throw firstFailures.get(client)
      // So PostgreSQL says that it rolled back what had failed before.
      if (command !== 'COMMIT') throw new Error(`The transaction ended with ${command}.`)
      client.release()
    },
    rollback: async () => {
      const first = firstFailures.get(client)
      const [command] = await Promise.all([send({ text: 'rollback' }), ...writes])
      client.release(command !== 'ROLLBACK' || isOutdated(first))
      return first
    },
  }
}

/** What went wrong first in a connection's transaction; of the statements behind it, PostgreSQL says only that they came too late. */
const firstFailures = new WeakMap<pg.PoolClient, unknown>()

const query = async <R extends pg.QueryResultRow>(
  client: pg.PoolClient,
  statement: pg.QueryConfig,
  answerTimeout: number,
): Promise<pg.QueryResult<R>> => {
  try {
    return await client.query<R>({ ...statement, query_timeout: answerTimeout } as pg.QueryConfig)
  } catch (error) {
    if (!firstFailures.has(client)) firstFailures.set(client, error)
    throw error
  }
}

const known = new WeakMap<pg.PoolClient, Kysely<Database>>()

/** Unlike Kysely's own transactions, sends statements without waiting for the one before. */
const kyselyOn = (client: pg.PoolClient, answerTimeout: number): Kysely<Database> => {
  const db = known.get(client) ?? connect(client, answerTimeout)
  known.set(client, db)
  return db
}

const connect = (client: pg.PoolClient, answerTimeout: number): Kysely<Database> => {
  const connection: DatabaseConnection = {
    executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
      const statement = prepared(sql, parameters)
      const { rows, rowCount } = await query<R & pg.QueryResultRow>(client, statement, answerTimeout)
      return { rows, numAffectedRows: BigInt(rowCount ?? 0) }
    },
    streamQuery: () => {
      throw new Error('A transaction streams nothing.')
    },
  }
  return new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new ConnectedDriver(connection),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
}

class ConnectedDriver extends DummyDriver {
  readonly #connection: DatabaseConnection

  constructor(connection: DatabaseConnection) {
    super()
    this.#connection = connection
  }

  override acquireConnection = async (): Promise<DatabaseConnection> => this.#connection
}
