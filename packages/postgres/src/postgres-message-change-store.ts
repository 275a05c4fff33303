import type { MessageChange, MessageChangeStore } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import type { Database, MessageChangesTable } from './schema.ts'
import { columnList, recordset } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

const columns = {
  id: 'uuid',
  room_id: 'uuid',
  target_wa_message_id: 'text',
  direction: 'text',
  kind: 'text',
  content: 'jsonb',
  changed_at: 'timestamptz',
}

export const postgresMessageChangeStore = ({ db, write }: Transaction): MessageChangeStore => ({
  append: (changes) =>
    write(
      changes,
      () => sql`
        insert into message_changes (${columnList(columns)})
        select ${columnList(columns)} from ${recordset(columns, changes.map(toRow))} order by ord
        on conflict do nothing
      `,
    ),
  of: (targets) => stored(() => changesOf(db, targets)),
})

export const changesOf = async (
  db: Kysely<Database>,
  targets: readonly string[],
): Promise<readonly MessageChange[]> => {
  if (targets.length === 0) return []
  const { rows } = await sql<Selectable<MessageChangesTable>>`
    select * from message_changes where target_wa_message_id = any(${targets}::text[]) order by changed_at, seq
  `.execute(db)
  return rows.map(toChange)
}

const toRow = ({ id, roomId, targetWaMessageId, direction, kind, content, at }: MessageChange) => ({
  id,
  room_id: roomId,
  target_wa_message_id: targetWaMessageId,
  direction,
  kind,
  content,
  changed_at: at,
})

const toChange = (row: Selectable<MessageChangesTable>): MessageChange => {
  const common = {
    id: row.id,
    roomId: row.room_id,
    targetWaMessageId: row.target_wa_message_id,
    direction: row.direction,
    at: row.changed_at,
  }
  return row.content === null
    ? { ...common, kind: 'revoke', content: null }
    : { ...common, kind: 'edit', content: row.content }
}
