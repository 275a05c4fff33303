import { okAsync, type ResultAsync } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import type { RoomFilter, RoomView } from '../../ports/inbox.ts'
import type { Page, PageRequest } from '../../ports/page.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { sightOf } from '../../room/can-see-room.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

export type ListRoomsError = Unavailable

export type ListRooms = (
  command: Readonly<{ viewer: User; filter: Omit<RoomFilter, 'visibleTo'>; page: PageRequest }>,
) => ResultAsync<Page<RoomView>, ListRoomsError>

/** The rooms the viewer may see, newest activity first. */
export const makeListRooms =
  ({ unitOfWork }: Needs): ListRooms =>
  ({ viewer, filter, page }) => {
    const sight = sightOf(viewer)
    if (sight === 'none') return okAsync({ data: [], nextCursor: null })
    const visibleTo = sight === 'all' ? null : viewer.id
    return unitOfWork.run(({ inbox }) => inbox.rooms({ ...filter, visibleTo }, page))
  }
