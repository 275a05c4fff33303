import * as v from 'valibot'
import { messageIdSchema } from '../message/message.ts'
import { oneLine } from '../one-line.ts'
import { pageQuery } from '../page-query.ts'
import { roomIdSchema } from '../room/room.ts'
import { searchWords } from './search-words.ts'

const MOST_WORDS = 10

export const searchQuery = v.object({
  q: v.pipe(
    oneLine(0, 200),
    v.check((q) => searchWords(q).some(({ grams }) => grams.length > 0), 'must have a word of two characters at least'),
    v.check((q) => searchWords(q).length <= MOST_WORDS, `must have at most ${MOST_WORDS} words`),
  ),
  room_id: v.optional(roomIdSchema),
  limit: pageQuery.limit,
  cursor: v.optional(messageIdSchema),
})
