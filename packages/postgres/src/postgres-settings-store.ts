import type { Settings, SettingsKind, SettingsStore, Stored } from '@boztell/core'
import { defaultSettings, readSettings } from '@boztell/core'
import { sql } from 'kysely'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

/** Each kind as it was read last: groups of webhooks ask again and again, and parsing takes longer than the rest. */
const parsed = new Map<SettingsKind, Readonly<{ text: string; settings: Settings[SettingsKind] }>>()

export const postgresSettingsStore = ({ db, write }: Transaction): SettingsStore => ({
  find: <K extends SettingsKind>(kind: K): Stored<Settings[K]> =>
    stored(async () => {
      const { rows } = await sql<{
        text: string
      }>`select value::text as text from settings where kind = ${kind}`.execute(db)
      return structuredClone(rows[0] === undefined ? defaultSettings[kind] : parse(kind, rows[0].text))
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

const parse = <K extends SettingsKind>(kind: K, text: string): Settings[K] => {
  const known = parsed.get(kind)
  if (known?.text === text) return known.settings as Settings[K]
  const settings = readSettings(kind, JSON.parse(text))
  parsed.set(kind, { text, settings })
  return settings
}
