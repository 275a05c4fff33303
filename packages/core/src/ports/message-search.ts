import type { MessageId } from '../message/message.ts'
import type { RoomId } from '../room/room.ts'
import type { SearchWord } from '../search/search-words.ts'
import type { UserId } from '../user/user.ts'
import type { MessageView } from './inbox.ts'
import type { Stored } from './unit-of-work.ts'

export type SearchedMessages = Readonly<{
  /** One at least has grams. */
  words: readonly SearchWord[]
  /** Only in rooms in which this user takes part. */
  visibleTo: UserId | null
  roomId: RoomId | null
  /** Only messages older than this one. */
  before: MessageId | null
  limit: number
}>

export type FoundMessage = MessageView & Readonly<{ leadName: string }>

/** Finds messages by what they say, over all that was ever said. */
export interface MessageSearch {
  /**
   * The newest messages that `highlightsOf` has something for, by the order of their ids, which is that of their times. `next`: `before`
   * of the next page, or null at the end. A page may have fewer than `limit` and still a next one.
   */
  find(searched: SearchedMessages): Stored<Readonly<{ data: readonly FoundMessage[]; next: MessageId | null }>>
}
