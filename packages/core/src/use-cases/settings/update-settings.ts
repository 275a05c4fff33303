import { errAsync, type ResultAsync } from 'neverthrow'
import { type Forbidden, forbidden, type Unavailable } from '../../errors.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { Settings, SettingsKind } from '../../settings/settings.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

export type UpdateSettingsError = Forbidden | Unavailable

/** Lets an admin replace the settings of a kind; answers them. */
export type UpdateSettings = <K extends SettingsKind>(
  command: Readonly<{ viewer: User; kind: K; settings: Settings[K] }>,
) => ResultAsync<Settings[K], UpdateSettingsError>

export const makeUpdateSettings =
  ({ unitOfWork }: Needs): UpdateSettings =>
  ({ viewer, kind, settings }) =>
    viewer.role === 'admin'
      ? unitOfWork.run((stores) => stores.settings.save(kind, settings).map(() => settings))
      : errAsync(forbidden('admin'))
