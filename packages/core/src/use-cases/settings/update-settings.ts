import { errAsync, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { recordAudit } from '../../audit/record-audit.ts'
import { type Forbidden, forbidden, type Unavailable } from '../../errors.ts'
import type { JsonObject } from '../../json.ts'
import type { Clock } from '../../ports/clock.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { Settings, SettingsKind } from '../../settings/settings.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; ids: IdSource }>

export type UpdateSettingsError = Forbidden | Unavailable

type Command<K extends SettingsKind> = Readonly<{
  viewer: User
  kind: K
  settings: Settings[K]
  origin?: Origin | undefined
}>

/** Lets an admin replace the settings of a kind; answers them. */
export type UpdateSettings = <K extends SettingsKind>(
  command: Command<K>,
) => ResultAsync<Settings[K], UpdateSettingsError>

/** The fields of `one` that are others in `another`. */
const changed = (one: object, another: object): JsonObject => {
  const others = new Map<string, unknown>(Object.entries(another))
  return Object.fromEntries(
    Object.entries(one).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(others.get(field))),
  )
}

export const makeUpdateSettings =
  ({ unitOfWork, ...needs }: Needs): UpdateSettings =>
  <K extends SettingsKind>({ viewer, kind, settings, origin }: Command<K>) => {
    if (viewer.role !== 'admin') return errAsync(forbidden('admin'))
    return unitOfWork.run((stores) =>
      safeTry<Settings[K], UpdateSettingsError>(async function* () {
        const before = yield* await stores.settings.find(kind)
        yield* await stores.settings.save(kind, settings)
        yield* await recordAudit(needs, stores, {
          actor: viewer.id,
          action: 'settings.changed',
          subject: { type: 'settings', id: kind },
          details: { from: changed(before, settings), to: changed(settings, before) },
          origin,
        })
        return ok(settings)
      }),
    )
  }
