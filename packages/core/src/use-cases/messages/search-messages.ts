import { ok, okAsync, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { recordRoomRead } from '../../audit/record-room-read.ts'
import type { NotFound, Unavailable } from '../../errors.ts'
import type { MessageId } from '../../message/message.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Digest } from '../../ports/digest.ts'
import type { MessageView } from '../../ports/inbox.ts'
import type { Page } from '../../ports/page.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { sightOf } from '../../room/can-see-room.ts'
import { findVisibleRoom } from '../../room/find-visible-room.ts'
import type { RoomId } from '../../room/room.ts'
import { type Highlight, highlightsOf } from '../../search/highlights.ts'
import { searchWords } from '../../search/search-words.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; digest: Digest }>

export type FoundView = MessageView & Readonly<{ highlights: readonly Highlight[] }>

export type SearchMessagesError = NotFound | Unavailable

export type SearchMessages = (
  command: Readonly<{
    viewer: User
    /** As `searchQuery` lets it pass. */
    q: string
    /** Only in this room. */
    roomId?: RoomId | undefined
    limit: number
    /** The `nextCursor` of a page. */
    cursor?: MessageId | undefined
    origin?: Origin | undefined
  }>,
) => ResultAsync<Page<FoundView>, SearchMessagesError>

/** Messages of rooms the viewer may see in whose text, file name or lead's name every word occurs, newest first. */
export const makeSearchMessages =
  ({ unitOfWork, ...needs }: Needs): SearchMessages =>
  ({ viewer, q, roomId, limit, cursor, origin }) => {
    const sight = sightOf(viewer)
    if (sight === 'none' && roomId === undefined) return okAsync({ data: [], nextCursor: null })
    const words = searchWords(q)
    return unitOfWork.run((stores) =>
      safeTry<Page<FoundView>, SearchMessagesError>(async function* () {
        if (roomId !== undefined) {
          yield* await findVisibleRoom(stores, viewer, roomId)
          yield* await recordRoomRead(needs, stores, { viewer, roomId, origin })
        }
        const { data, next } = yield* await stores.search.find({
          words,
          visibleTo: sight === 'all' ? null : viewer.id,
          roomId: roomId ?? null,
          before: cursor ?? null,
          limit,
        })
        const found = data.map(({ leadName, ...view }) => ({
          ...view,
          highlights: highlightsOf(view.message, leadName, words) ?? [],
        }))
        return ok({ data: found, nextCursor: next })
      }),
    )
  }
