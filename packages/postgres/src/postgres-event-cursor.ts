import type { EventCursor } from '@boztell/core'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresEventCursor = ({ db }: Transaction): EventCursor => ({
  take: () =>
    stored(async () => {
      const row = await db.selectFrom('event_cursor').select('batch').forUpdate().skipLocked().executeTakeFirst()
      return row?.batch
    }),
  move: (batch) =>
    stored(async () => {
      await db.updateTable('event_cursor').set({ batch }).execute()
    }),
})
