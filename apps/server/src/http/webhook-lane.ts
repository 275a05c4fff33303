import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { beginRequest, type EndRequest, hasBrokenOff, WEBHOOK_PATH } from './begin-request.ts'
import { internalError } from './edge-error.ts'
import { type ApiError, isOurs, problemOf } from './problem.ts'
import type { WebhookEntrance } from './webhook-entrance.ts'

type Needs = Readonly<{ entrance: WebhookEntrance; endRequest: EndRequest; logger: Logger }>

/** Whether it takes the request; then it answers it as well. */
export type Lane = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean

/**
 * The way of webhooks past Hono, which answers just as its route does. WhatsApp sends them by the thousand, and what Hono makes of each (a context,
 * a Request, a Response, the promises of the middleware) would be a third of what a webhook costs, most of it as garbage that lives until
 * the webhook is stored (docs/performance.md).
 */
export const createWebhookLane =
  ({ entrance, endRequest, logger }: Needs): Lane =>
  (incoming, outgoing) => {
    if (incoming.method !== 'POST' || incoming.url !== WEBHOOK_PATH) return false
    const request = beginRequest('POST', WEBHOOK_PATH, incoming.headers['x-request-id']?.toString())
    const answer = (status: number, headers: OutgoingHttpHeaders, value: unknown) => {
      const text = JSON.stringify(value)
      const length = { 'Content-Length': Buffer.byteLength(text) }
      outgoing.writeHead(status, { ...request.headers, ...headers, ...length }).end(text)
      endRequest(request, status)
    }
    const refuse = (error: ApiError) => {
      if (isOurs(error)) logger.warn({ request_id: request.id, reason: error.reason }, error.type)
      const { status, headers, document } = problemOf(error, request.id)
      answer(status, headers, document)
    }
    entrance(incoming)
      .then((taken) => taken.match((received) => answer(200, JSON_HEADERS, { received }), refuse))
      .catch((error: unknown) => {
        // Whoever breaks off hears nothing any more, and will ask again.
        if (hasBrokenOff(incoming)) return
        logger.error({ request_id: request.id, err: error }, 'a bug')
        refuse(internalError())
      })
    return true
  }

const JSON_HEADERS = { 'Content-Type': 'application/json' }
