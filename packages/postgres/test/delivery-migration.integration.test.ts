import { Kysely, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import * as users from '../migrations/0001-users.ts'
import * as leadsAndRooms from '../migrations/0002-leads-and-rooms.ts'
import * as messages from '../migrations/0003-messages.ts'
import * as outboxAndWebhooks from '../migrations/0004-outbox-and-webhooks.ts'
import * as delivery from '../migrations/0005-delivery.ts'
import { bareDatabase } from './fresh-database.ts'

const before = {
  '0001-users': users,
  '0002-leads-and-rooms': leadsAndRooms,
  '0003-messages': messages,
  '0004-outbox-and-webhooks': outboxAndWebhooks,
}

test('What waited in the outbox before the job queue went is carried over', async () => {
  const bare = await bareDatabase()
  const pool = new pg.Pool({ connectionString: bare.connectionString, max: 2 })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  onTestFinished(async () => {
    await db.destroy()
    await bare.drop()
  })
  const migrate = async (migrations: typeof before) => {
    const { error } = await new Migrator({
      db,
      provider: { getMigrations: async () => migrations },
      migrationTableName: 'schema_migrations',
      migrationLockTableName: 'schema_migrations_lock',
    }).migrateToLatest()
    expect(error).toBeUndefined()
  }
  await migrate(before)
  await pool.query(`
    create schema graphile_worker;
    create table graphile_worker.jobs ();
    insert into leads (id, name) values (gen_random_uuid(), 'A'), (gen_random_uuid(), 'B');
    insert into rooms (id, leads_id, phone_number_id) select gen_random_uuid(), id, '10' || name from leads;
    insert into outbox (message_id, room_id, due_at, claimed_at, tries)
      select gen_random_uuid(), rooms.id, 'epoch', case when n = 1 and phone_number_id = '10A' then now() end, n
      from rooms, generate_series(1, 3) n order by n`)
  await migrate({ ...before, '0005-delivery': delivery } as typeof before)

  const { rows } = await pool.query(`
    select phone_number_id, tries, head_since is not null as head, claim_id is not null as claimed
    from outbox order by phone_number_id, id`)
  expect(rows).toEqual(
    ['10A', '10B'].flatMap((phone_number_id) =>
      [1, 2, 3].map((tries) => ({
        phone_number_id,
        tries,
        head: tries === 1,
        claimed: tries === 1 && phone_number_id === '10A',
      })),
    ),
  )
  expect((await pool.query(`select from pg_namespace where nspname = 'graphile_worker'`)).rowCount).toBe(0)
})
