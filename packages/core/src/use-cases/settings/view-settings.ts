import { errAsync, type ResultAsync } from 'neverthrow'
import { type Forbidden, forbidden, type Unavailable } from '../../errors.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { Settings, SettingsKind } from '../../settings/settings.ts'
import { overseesAllRooms, type User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

export type ViewSettingsError = Forbidden | Unavailable

/** The settings of a kind, for admins and supervisors. */
export type ViewSettings = <K extends SettingsKind>(
  command: Readonly<{ viewer: User; kind: K }>,
) => ResultAsync<Settings[K], ViewSettingsError>

export const makeViewSettings =
  ({ unitOfWork }: Needs): ViewSettings =>
  ({ viewer, kind }) =>
    overseesAllRooms(viewer)
      ? unitOfWork.run(({ settings }) => settings.find(kind))
      : errAsync(forbidden('admin or supervisor'))
