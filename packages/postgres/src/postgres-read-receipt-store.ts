import type { ClaimedReceipt, ReadReceiptStore } from '@boztell/core'
import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import type { ReadReceiptsTable } from './schema.ts'
import { instant, maybeTimestamp, recordset, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

const claimColumns = { room_id: 'uuid', until: 'timestamptz' }

const claimRow = ({ roomId, until }: ClaimedReceipt) => ({ room_id: roomId, until })

export const postgresReadReceiptStore = ({ db, write }: Transaction): ReadReceiptStore => ({
  put: (receipt, now) =>
    write(
      [receipt],
      () => sql`
        insert into read_receipts as known (room_id, phone_number_id, wa_message_id, sent_at, typing_until, due_at)
        values (${receipt.roomId}, ${receipt.phoneNumberId}, ${receipt.waMessageId}, ${timestamp(receipt.sentAt)},
          ${maybeTimestamp(receipt.typingUntil)}, ${timestamp(now)})
        on conflict (room_id) do update set
          phone_number_id = excluded.phone_number_id, wa_message_id = excluded.wa_message_id, sent_at = excluded.sent_at,
          typing_until = greatest(known.typing_until, excluded.typing_until), tries = 0, due_at = excluded.due_at
      `,
    ),
  claim: (limit, now, until) =>
    stored(async () => {
      const { rows } = await sql<Selectable<ReadReceiptsTable>>`
        update read_receipts set due_at = ${timestamp(until)}, tries = tries + 1
        where room_id = any(array(
          select room_id from read_receipts where due_at <= ${instant(now)} order by due_at limit ${limit} for update skip locked
        ))
        returning *
      `.execute(db)
      return rows.map(toClaimed)
    }),
  remove: (claimed) =>
    write(
      claimed,
      () => sql`
        delete from read_receipts using ${recordset(claimColumns, claimed.map(claimRow))}
        where read_receipts.room_id = r.room_id and read_receipts.due_at = r.until
      `,
    ),
  postpone: (claimed) =>
    write(claimed, () => {
      const rows = claimed.map(({ receipt, dueAt }) => ({ ...claimRow(receipt), due_at: dueAt }))
      return sql`
        update read_receipts set due_at = r.due_at from ${recordset({ ...claimColumns, due_at: 'timestamptz' }, rows)}
        where read_receipts.room_id = r.room_id and read_receipts.due_at = r.until
      `
    }),
})

const toClaimed = (row: Selectable<ReadReceiptsTable>): ClaimedReceipt => ({
  roomId: row.room_id,
  phoneNumberId: row.phone_number_id,
  waMessageId: row.wa_message_id,
  sentAt: row.sent_at,
  typingUntil: row.typing_until,
  tries: row.tries,
  until: row.due_at,
})
