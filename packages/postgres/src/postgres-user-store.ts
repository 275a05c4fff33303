import type { Account, User, UserStore } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import { pageOf, readCursor } from './cursor.ts'
import { lockKind } from './lock-names.ts'
import type { Database, UsersTable } from './schema.ts'
import { maybeTimestamp, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'

export const postgresUserStore = (db: Kysely<Database>): UserStore => ({
  lockAll: () =>
    stored(async () => {
      await sql`select pg_advisory_xact_lock(hashtextextended('boztell.users', 0))`.execute(db)
    }),
  find: (id) =>
    stored(async () => {
      const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toAccount(row)
    }),
  findByEmail: (email) =>
    stored(async () => {
      const row = await db.selectFrom('users').selectAll().where('email', '=', email).executeTakeFirst()
      return row && toAccount(row)
    }),
  list: ({ limit, cursor }) =>
    stored(async () => {
      const after = readCursor(cursor)
      const rows = await db
        .selectFrom('users')
        .selectAll()
        .where('role', '!=', 'system')
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(created_at, id) > (${timestamp(after?.[0] ?? 0)}, ${after?.[1]}::uuid)`),
        )
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit + 1)
        .execute()
      return pageOf(rows, limit, (row) => [row.created_at, row.id], toUser)
    }),
  save: ({ user, passwordHash }) =>
    stored(async () => {
      // Nobody is told what the role or status before this allowed once it is kept.
      await lockKind('sight', 'alone').execute(db)
      const { id, email, createdAt, leftAt, ...fields } = user
      const changing = { ...fields, left_at: maybeTimestamp(leftAt), password_hash: passwordHash }
      await db
        .insertInto('users')
        .values({ id, email, ...changing, created_at: timestamp(createdAt) })
        // Naming a unique column would lock the row against what refers to it, and who does so may be waiting for `sight`.
        .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
        .execute()
    }),
})

const toAccount = (row: Selectable<UsersTable>): Account => ({ user: toUser(row), passwordHash: row.password_hash })

export const toUser = (row: Selectable<UsersTable>): User => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  status: row.status,
  availability: row.availability,
  leftAt: row.left_at,
  createdAt: row.created_at,
})
