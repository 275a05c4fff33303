import type { Settings, SettingsKind, SettingsStore, Stored } from '@boztell/core'
import { defaultSettings, readSettings } from '@boztell/core'
import { sql } from 'kysely'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresSettingsStore = ({ db, write }: Transaction): SettingsStore => ({
  find: <K extends SettingsKind>(kind: K): Stored<Settings[K]> =>
    stored(async () => {
      const row = await db.selectFrom('settings').select('value').where('kind', '=', kind).executeTakeFirst()
      return row === undefined ? defaultSettings[kind] : readSettings(kind, row.value)
    }),
  save: (kind, settings) =>
    write(
      [kind],
      () => sql`
        insert into settings (kind, value) values (${kind}, ${JSON.stringify(settings)}::jsonb)
        on conflict (kind) do update set value = excluded.value
      `,
    ),
})
