import * as v from 'valibot'
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
  v.forward(
    v.partialCheck(
      [['before'], ['after']],
      ({ before, after }) => before === undefined || after === undefined,
      'Must not be given together with before',
    ),
    ['after'],
  ),
)
