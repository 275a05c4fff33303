import type { Instant, NumberState, NumberStore } from '@boztell/core'
import { newNumber } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import type { BusinessNumbersTable, Database } from './schema.ts'
import { assignments, columnList, recordset } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresNumberStore = ({ db, write }: Transaction): NumberStore => ({
  find: (phoneNumberIds) =>
    stored(async () => {
      const { rows } = await sql<Selectable<BusinessNumbersTable>>`
        select * from business_numbers where phone_number_id = any(${phoneNumberIds}::text[])
      `.execute(db)
      return rows.map(toState)
    }),
  lock: (phoneNumberIds, now) => stored(() => lock(db, [...new Set(phoneNumberIds)], now)),
  save: (states) =>
    write(
      states,
      () => sql`
        update business_numbers known set ${assignments(savedColumns, 'r')}
        from ${recordset(allColumns, states.map(toRow))} where known.phone_number_id = r.phone_number_id
      `,
    ),
})

const savedColumns = {
  free_at: 'double precision',
  slowed_to: 'double precision',
  slowed_at: 'timestamptz',
  waits_until: 'timestamptz',
  pause: 'json',
  worked_at: 'timestamptz',
  changed_at: 'timestamptz',
}
const allColumns = { phone_number_id: 'text', ...savedColumns }

const lock = async (
  db: Kysely<Database>,
  phoneNumberIds: readonly string[],
  now: Instant,
): Promise<readonly NumberState[]> => {
  const lockKnown = async () => {
    const { rows } = await sql<Selectable<BusinessNumbersTable>>`
      select * from business_numbers where phone_number_id = any(${phoneNumberIds}::text[])
      order by phone_number_id for no key update
    `.execute(db)
    return rows.map(toState)
  }
  const known = await lockKnown()
  if (known.length === phoneNumberIds.length) return known
  const rows = phoneNumberIds.map((phoneNumberId) => toRow(newNumber(phoneNumberId, now)))
  await sql`
    insert into business_numbers (${columnList(allColumns)})
    select ${columnList(allColumns)} from ${recordset(allColumns, rows)} order by phone_number_id
    on conflict do nothing
  `.execute(db)
  return lockKnown()
}

const toRow = (state: NumberState) => ({
  phone_number_id: state.phoneNumberId,
  free_at: state.freeAt,
  slowed_to: state.slowed?.to ?? null,
  slowed_at: state.slowed?.at ?? null,
  waits_until: state.waitsUntil,
  pause: state.pause,
  worked_at: state.workedAt,
  changed_at: state.changedAt,
})

const toState = (row: Selectable<BusinessNumbersTable>): NumberState => ({
  phoneNumberId: row.phone_number_id,
  freeAt: row.free_at,
  slowed: row.slowed_to === null || row.slowed_at === null ? null : { to: row.slowed_to, at: row.slowed_at },
  waitsUntil: row.waits_until,
  // One of an earlier version does not say of which message it came.
  pause: row.pause && { ...row.pause, refusedOf: row.pause.refusedOf ?? row.pause.since },
  workedAt: row.worked_at,
  changedAt: row.changed_at,
})
