import type { MiddlewareHandler } from 'hono'
import type { Logger } from 'pino'
import type { RequestContext } from './request-context.ts'

/** Names each request, logs how it ended, and sets what every answer carries. */
export const beginRequest =
  (logger: Logger): MiddlewareHandler<RequestContext> =>
  async (c, next) => {
    const startedAt = performance.now()
    const given = c.req.header('x-request-id') ?? ''
    const requestId = /^[A-Za-z0-9._-]{1,128}$/.test(given) ? given : crypto.randomUUID()
    c.set('requestId', requestId)
    c.set('log', logger.child({ request_id: requestId }))
    await next()

    const { headers, status } = c.res
    headers.set('X-Request-Id', requestId)
    headers.set('X-Content-Type-Options', 'nosniff')
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store')
    // The path without its query, which may hold the verify token.
    const request = { method: c.req.method, path: c.req.path, status, ms: Math.round(performance.now() - startedAt) }
    c.var.log[status >= 500 ? 'error' : c.req.path.startsWith('/health') ? 'debug' : 'info'](request, 'request')
  }
