import type { Views } from '@boztell/core'
import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import { messageViews } from './message-views.ts'
import { postgresMessageStore } from './postgres-message-store.ts'
import { roomViews } from './room-views.ts'
import type { RoomsTable } from './schema.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresViews = (transaction: Transaction): Views => {
  const { db } = transaction
  const messages = postgresMessageStore(transaction)
  return {
    rooms: (ids) =>
      stored(async () => {
        if (ids.length === 0) return []
        const { rows } = await sql<Selectable<RoomsTable>>`select * from rooms where id = any(${ids}::uuid[])`.execute(
          db,
        )
        return roomViews(db, rows)
      }),
    messages: (refs) => messages.find(refs).andThen((found) => stored(() => messageViews(db, found))),
  }
}
