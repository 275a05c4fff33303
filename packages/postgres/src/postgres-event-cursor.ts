import type { EventCursor } from '@boztell/core'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresEventCursor = ({ db }: Transaction, table: 'event_cursor' | 'push_cursor'): EventCursor => ({
  take: () =>
    stored(async () => {
      const row = await db.selectFrom(table).select('batch').forUpdate().skipLocked().executeTakeFirst()
      return row?.batch
    }),
  move: (batch) =>
    stored(async () => {
      await db.updateTable(table).set({ batch }).execute()
    }),
})
