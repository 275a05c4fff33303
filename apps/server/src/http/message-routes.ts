import { messageIdSchema, type RetryMessage, type SearchMessages, searchQuery, type ViewMessage } from '@boztell/core'
import { Hono } from 'hono'
import { originOf } from './client-address.ts'
import { describe } from './openapi/operation.ts'
import { pathId } from './path-id.ts'
import { refuse } from './problem.ts'
import { query } from './query.ts'
import type { RequestContext } from './request-context.ts'
import type { SignedIn } from './signed-in.ts'
import { foundMessageSchema, foundMessageView } from './views/found-message-view.ts'
import { messageSchema, messageView, messageWithHistorySchema, messageWithHistoryView } from './views/message-view.ts'
import { pageSchema, pageView } from './views/page-view.ts'

export type MessageUseCases = Readonly<{
  searchMessages: SearchMessages
  viewMessage: ViewMessage
  retryMessage: RetryMessage
}>

const tag = 'Messages'

export const messageRoutes = ({ searchMessages, viewMessage, retryMessage }: MessageUseCases, signedIn: SignedIn) =>
  new Hono<RequestContext>()
    .get(
      '/messages/search',
      describe({
        tag,
        summary: 'Messages in which every word of q occurs, newest first',
        answers: { 200: pageSchema(foundMessageSchema) },
      }),
      signedIn,
      query(searchQuery),
      (c) => {
        const { room_id: roomId, ...asked } = c.req.valid('query')
        return searchMessages({ viewer: c.var.viewer, origin: originOf(c), roomId, ...asked }).match(
          (page) => c.json(pageView(page, foundMessageView), 200),
          refuse(c),
        )
      },
    )
    .get(
      '/messages/:id',
      describe({ tag, summary: 'One message with its history', answers: { 200: messageWithHistorySchema } }),
      signedIn,
      pathId('id', messageIdSchema, 'message'),
      (c) =>
        viewMessage({ viewer: c.var.viewer, origin: originOf(c), messageId: c.req.valid('param').id }).match(
          (view) => c.json(messageWithHistoryView(view), 200),
          refuse(c),
        ),
    )
    .post(
      '/messages/:id/retry',
      describe({ tag, summary: 'Try a failed or unconfirmed message again', answers: { 202: messageSchema } }),
      signedIn,
      pathId('id', messageIdSchema, 'message'),
      (c) =>
        retryMessage({ viewer: c.var.viewer, messageId: c.req.valid('param').id }).match(
          (view) => c.json(messageView(view), 202),
          refuse(c),
        ),
    )
