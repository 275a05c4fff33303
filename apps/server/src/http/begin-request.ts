import type { MiddlewareHandler } from 'hono'
import type { Logger } from 'pino'
import type { Metrics } from '../metrics.ts'
import type { RequestContext } from './request-context.ts'

/** Names each request, logs how it ended, and sets what every answer carries. */
export const beginRequest = (
  logger: Logger,
  { countRequest }: Pick<Metrics, 'countRequest'>,
): MiddlewareHandler<RequestContext> => {
  // Its lines hold none of what is redacted, and looking for that costs ten times as much as writing them.
  const requests = logger.child({}, { redact: [] })
  return async (c, next) => {
    const startedAt = performance.now()
    const given = c.req.header('x-request-id') ?? ''
    const requestId = /^[A-Za-z0-9._-]{1,128}$/.test(given) ? given : crypto.randomUUID()
    c.set('requestId', requestId)
    // Made when something is logged: a child is dear, and most webhooks log nothing.
    c.set('log', () => logger.child({ request_id: requestId }))
    // Node is given them before there is an answer: set on Hono's answer, they would make its whole head be built anew.
    const { outgoing } = c.env
    const carry = (name: string, value: string) => (outgoing ? outgoing.setHeader(name, value) : c.header(name, value))
    carry('X-Request-Id', requestId)
    carry('X-Content-Type-Options', 'nosniff')
    // Unless the answer says something else.
    carry('Cache-Control', 'no-store')
    await next()

    const { status } = c.res
    countRequest(c.req.path === WEBHOOK ? 'webhook' : 'api', status, performance.now() - startedAt)
    const level = levelOf(c.req.method, c.req.path, status)
    if (!logger.isLevelEnabled(level)) return
    const ms = Math.round(performance.now() - startedAt)
    // The path without its query, which may hold the verify token.
    requests[level]({ request_id: requestId, method: c.req.method, path: c.req.path, status, ms }, 'request')
  }
}

const WEBHOOK = '/webhook/whatsapp'

/** What comes all the time and went well is for debugging only. */
const levelOf = (method: string, path: string, status: number) => {
  if (status >= 500) return 'error'
  const isRoutine = path.startsWith('/health') || (method === 'POST' && path === WEBHOOK && status === 200)
  return isRoutine ? 'debug' : 'info'
}
