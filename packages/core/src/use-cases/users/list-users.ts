import { errAsync, type ResultAsync } from 'neverthrow'
import { type Forbidden, forbidden, type Unavailable } from '../../errors.ts'
import type { Page, PageRequest } from '../../ports/page.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { overseesAllRooms, type User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

export type ListUsersError = Forbidden | Unavailable

export type ListUsers = (
  command: Readonly<{ viewer: User; page: PageRequest }>,
) => ResultAsync<Page<User>, ListUsersError>

/** Everybody who works here, oldest first. */
export const makeListUsers =
  ({ unitOfWork }: Needs): ListUsers =>
  ({ viewer, page }) =>
    overseesAllRooms(viewer)
      ? unitOfWork.run(({ users }) => users.list(page))
      : errAsync(forbidden('admin or supervisor'))
