import { okAsync, type ResultAsync } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import type { Lead } from '../../lead/lead.ts'
import type { Page, PageRequest } from '../../ports/page.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { sightOf } from '../../room/can-see-room.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

export type ListLeadsError = Unavailable

export type ListLeads = (
  command: Readonly<{ viewer: User; page: PageRequest }>,
) => ResultAsync<Page<Lead>, ListLeadsError>

/** The customers whose rooms the viewer may see, newest first. */
export const makeListLeads =
  ({ unitOfWork }: Needs): ListLeads =>
  ({ viewer, page }) => {
    const sight = sightOf(viewer)
    if (sight === 'none') return okAsync({ data: [], nextCursor: null })
    return unitOfWork.run(({ inbox }) => inbox.leads(sight === 'all' ? null : viewer.id, page))
  }
