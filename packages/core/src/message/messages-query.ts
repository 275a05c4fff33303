import * as v from 'valibot'
import { across, property } from '../outgoing/across.ts'
import { pageQuery } from '../page-query.ts'
import { messageIdSchema } from './message.ts'

/** `cursor` goes on where a page ended, in that page's direction: it stands in for the `after` or `before` beside it. */
export const messagesQuery = v.pipe(
  v.object({
    limit: pageQuery.limit,
    cursor: v.optional(messageIdSchema),
    before: v.optional(messageIdSchema),
    after: v.optional(messageIdSchema),
  }),
  across((query) =>
    property(query, 'before') !== undefined && property(query, 'after') !== undefined
      ? [{ at: ['after'], message: 'must not be given together with before' }]
      : [],
  ),
)
