import { randomBytes } from 'node:crypto'
import { SYSTEM_USER_ID } from '@boztell/core'
import { expect, inject } from 'vitest'
import { createDatabase } from '../src/connect.ts'
import type { DatabaseHandle } from '../src/connect.ts'
import { administer, inDatabase, nameOfClone } from './start-postgres.ts'

export type TestDatabase = DatabaseHandle & Readonly<{ connectionString: string }>

let current: Readonly<{ file: string | undefined; database: Promise<TestDatabase> }> | undefined

/** This test file's own database, as empty as the migrations leave it; each call empties it again. */
export const freshDatabase = async (): Promise<TestDatabase> => {
  const file = expect.getState().testPath
  if (current && current.file === file) {
    const database = await current.database
    await database.pool.query(EMPTY)
    return database
  }
  const before = current
  const database = cloneTemplate()
  current = { file, database }
  // Files that share their modules come one after the other.
  if (before) await drop(await before.database)
  return database
}

/** An empty database without a single table, to be dropped by `drop`. */
export const bareDatabase = async (): Promise<Readonly<{ connectionString: string; drop: () => Promise<void> }>> => {
  const { connectionString: server } = inject('postgres')
  const name = `boztell_bare_${randomBytes(6).toString('hex')}`
  await administer(server, `create database ${name}`)
  return {
    connectionString: inDatabase(server, name),
    drop: async () => {
      await administer(server, `drop database ${name} with (force)`)
    },
  }
}

const cloneTemplate = async (): Promise<TestDatabase> => {
  const { connectionString: server, template } = inject('postgres')
  const name = nameOfClone(template)
  await administer(server, `create database ${name} template ${template}`)
  const connectionString = inDatabase(server, name)
  return { ...createDatabase({ connectionString }), connectionString }
}

const drop = async ({ close, connectionString }: TestDatabase): Promise<void> => {
  await close()
  const name = new URL(connectionString).pathname.slice(1)
  await administer(inject('postgres').connectionString, `drop database ${name} with (force)`)
}

/** Children before parents; deleting a few rows is far quicker than truncating. */
const EMPTY = `
  delete from media_downloads; delete from media_uses; delete from media; delete from media_files; delete from whatsapp_uploads; delete from media_url_key;
  delete from outbox; delete from automatic_replies; delete from read_receipts; delete from pair_paces; delete from business_numbers; delete from messages; delete from message_search; delete from message_search_backlog; delete from message_reactions; delete from message_changes; delete from pending_statuses;
  delete from message_templates; delete from template_catalogues;
  delete from webhook_log; delete from webhook_failures; delete from idempotency_keys; delete from sessions; delete from settings; delete from subscriptions; delete from push_subscriptions; delete from vapid_keys; delete from open_sockets;
  delete from review_queue; delete from assignments; delete from room_participants; delete from rooms;
  delete from identity_conflicts; delete from lead_identities; delete from leads;
  delete from users where created_at > 'epoch' or id < '${SYSTEM_USER_ID}';
  do $$ begin
    if exists (select from audit_log) then
      alter table audit_log disable trigger user;
      delete from audit_log;
      alter table audit_log enable always trigger audit_log_is_append_only;
    end if;
  end $$;
`
