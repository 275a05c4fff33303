import { SYSTEM_USER_ID } from '@boztell/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { createDatabase, ensurePartitions, migrate } from '../src/index.ts'
import { bareDatabase, freshDatabase } from './fresh-database.ts'
import type { TestDatabase } from './fresh-database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
const query = async (text: string, values: unknown[] = []) =>
  (await database.pool.query(text, values)).rows as unknown[]

describe('The schema', () => {
  test('hides every table from whom no policy lets in', async () => {
    const open = await query(`
      select relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where nspname = 'public' and relkind in ('r', 'p') and not relrowsecurity`)
    expect(open).toEqual([])
    expect(await query('select * from pg_policies')).toEqual([])
    const partitions = await query("select 1 from pg_inherits where inhparent = 'messages'::regclass")
    expect(partitions).toHaveLength(6)
  })

  test('holds the seeded users', async () => {
    expect(await query('select name, role from users order by id')).toEqual([
      { name: 'System', role: 'system' },
      { name: 'WhatsApp Business app', role: 'system' },
    ])
  })

  test('is made once, however many processes start at once', async () => {
    const bare = await bareDatabase()
    const migrateAtOnce = async () => {
      const handles = Array.from({ length: 5 }, () =>
        createDatabase({ connectionString: bare.connectionString, poolSize: 2 }),
      )
      const applied = await Promise.all(handles.map(migrate))
      await Promise.all(handles.map(({ close }) => close()))
      return applied.flat()
    }
    const expected = await query('select name from schema_migrations order by name')
    expect((await migrateAtOnce()).sort()).toEqual(expected.map((row) => (row as { name: string }).name))
    expect(await migrateAtOnce()).toEqual([])
    await bare.drop()
  })
})

describe('Partitions', () => {
  test('are made for the months to come, once', async () => {
    const now = Date.UTC(2031, 10, 15)
    const [first, second] = await Promise.all([ensurePartitions(database.db, now), ensurePartitions(database.db, now)])
    expect([...first.created, ...second.created].sort()).toEqual([
      'messages_2031_10',
      'messages_2031_11',
      'messages_2031_12',
      'messages_2032_01',
      'messages_2032_02',
    ])
    expect(await ensurePartitions(database.db, now)).toEqual({ created: [], strays: 0 })
  })
})

describe('The audit log', () => {
  test('takes entries and gives none back', async () => {
    const entry = `insert into audit_log (id, at, action, details) values (gen_random_uuid(), now(), 'room.read', '{}')`
    await query(entry)
    for (const change of [
      `update audit_log set action = 'login.failed'`,
      'delete from audit_log',
      'delete from audit_log where false',
      'truncate audit_log',
      'truncate audit_log cascade',
    ])
      await expect(query(change)).rejects.toThrow('audit_log is append-only')
    expect(await query('select action from audit_log')).toEqual([{ action: 'room.read' }])
  })

  test('is append-only in a session that leaves triggers out, too', async () => {
    const client = await database.pool.connect()
    try {
      await client.query('set session_replication_role = replica')
      await expect(client.query('delete from audit_log')).rejects.toThrow('audit_log is append-only')
    } finally {
      client.release(true)
    }
  })
})

describe('Attribution in SQL', () => {
  const insert = (columns: string, values: string) =>
    query(`insert into messages (id, room_id, content_type, created_at, ${columns})
      select gen_random_uuid(), id, 'text', now(), ${values} from rooms returning direction, id`)
  beforeAll(async () => {
    await query(`insert into leads (id, name) values ('00000000-0000-8000-8000-00000000000a', 'A')`)
    await query(`insert into rooms (id, leads_id, phone_number_id) select gen_random_uuid(), id, '1' from leads`)
  })

  test('gives the direction from the author', async () => {
    expect(await insert('user_id, status', `'${SYSTEM_USER_ID}', 'queued'`)).toMatchObject([{ direction: 'outbound' }])
    expect(await insert('user_id, status', `null, 'received'`)).toMatchObject([{ direction: 'inbound' }])
  })

  test('refuses an outgoing message without a user', async () => {
    await expect(insert('user_id, status', `null, 'queued'`)).rejects.toThrow('messages_without_user_are_received')
    await expect(insert('user_id, status', `'${SYSTEM_USER_ID}', 'received'`)).rejects.toThrow(
      'messages_without_user_are_received',
    )
    await expect(insert('direction, status', `'outbound', 'queued'`)).rejects.toThrow('non-DEFAULT value')
    await expect(insert('user_id, status', `gen_random_uuid(), 'queued'`)).rejects.toThrow('foreign key')
  })

  test('refuses another author, room, id or time', async () => {
    await insert('user_id, status', `'${SYSTEM_USER_ID}', 'queued'`)
    for (const change of [
      'user_id = null',
      `user_id = '00000000-0000-8000-8000-000000000002'`,
      'room_id = gen_random_uuid()',
      'id = gen_random_uuid()',
      `created_at = created_at - interval '1 hour'`,
      'seq = seq + 1000',
    ]) {
      await expect(query(`update messages set ${change} where user_id is not null`)).rejects.toThrow('never change')
    }
    await expect(query(`update messages set direction = 'inbound'`)).rejects.toThrow('DEFAULT')
    await expect(query(`update messages set status = 'received' where user_id is not null`)).rejects.toThrow(
      'messages_without_user_are_received',
    )
  })
})
