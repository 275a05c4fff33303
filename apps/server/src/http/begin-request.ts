import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { MiddlewareHandler } from 'hono'
import type { Logger } from 'pino'
import type { Metrics } from '../metrics.ts'
import type { RequestContext } from './request-context.ts'

export const WEBHOOK_PATH = '/webhook/whatsapp'

/** A request that is being answered; `headers` are what every answer carries. */
export type BegunRequest = Readonly<{
  id: string
  method: string
  path: string
  startedAt: number
  headers: Readonly<Record<string, string>>
}>

/** Names a request: as whoever asks does, if that can be a name. */
export const beginRequest = (method: string, path: string, givenId = ''): BegunRequest => {
  const id = /^[A-Za-z0-9._-]{1,128}$/.test(givenId) ? givenId : randomUUID()
  return {
    id,
    method,
    path,
    startedAt: performance.now(),
    // Not stored, unless the answer says something else.
    headers: { 'X-Request-Id': id, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' },
  }
}

/** Counts a request and logs how it ended. */
export type EndRequest = (request: BegunRequest, status: number) => void

export const makeEndRequest = (logger: Logger, { countRequest }: Pick<Metrics, 'countRequest'>): EndRequest => {
  // Its lines hold none of what is redacted, and looking for that costs ten times as much as writing them.
  const requests = logger.child({}, { redact: [] })
  return ({ id, method, path, startedAt }, status) => {
    const took = performance.now() - startedAt
    countRequest(path === WEBHOOK_PATH ? 'webhook' : 'api', status, took)
    const level = levelOf(method, path, status)
    if (!logger.isLevelEnabled(level)) return
    // The path without its query, which may hold the verify token.
    requests[level]({ request_id: id, method, path, status, ms: Math.round(took) }, 'request')
  }
}

/** What comes all the time and went well is for debugging only. */
const levelOf = (method: string, path: string, status: number) => {
  if (status >= 500) return 'error'
  const isRoutine = path.startsWith('/health') || (method === 'POST' && path === WEBHOOK_PATH && status === 200)
  return isRoutine ? 'debug' : 'info'
}

/** Whether the connection was lost before all of the request had come: nobody hears an answer, and that there is none is no bug. */
export const hasBrokenOff = (incoming: IncomingMessage | undefined): boolean =>
  incoming !== undefined && incoming.destroyed && !incoming.complete

/** Does both for what Hono answers. */
export const aroundRequest =
  (logger: Logger, endRequest: EndRequest): MiddlewareHandler<RequestContext> =>
  async (c, next) => {
    const request = beginRequest(c.req.method, c.req.path, c.req.header('x-request-id'))
    c.set('requestId', request.id)
    // Made when something is logged, for a child is dear.
    c.set('log', () => logger.child({ request_id: request.id }))
    // Node is given them before there is an answer: set on Hono's answer, they would make its whole head be built anew.
    const { outgoing } = c.env
    for (const [name, value] of Object.entries(request.headers))
      if (outgoing) outgoing.setHeader(name, value)
      else c.header(name, value)
    await next()
    const { status } = c.res
    if (status < 500 || !hasBrokenOff(c.env.incoming)) endRequest(request, status)
  }
