import type { MiddlewareHandler } from 'hono'
import type { GraphEnv } from './graph-env.ts'

/** A request to the Graph API, kept for the control API. The token is left out. */
export type RecordedRequest = {
  readonly at: string
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly userAgent: string | null
  /** The JSON body; null while it was not read or was none. */
  body: unknown
  /** Null when no answer was sent. */
  response: Readonly<{ status: number; body: unknown }> | null
  /** The kind of the fault the request met. */
  fault: string | null
}

/** Writes down each request before anything else happens to it, and its answer afterwards. */
export const recordRequests: MiddlewareHandler<GraphEnv> = async (c, next) => {
  const simulator = c.get('simulator')
  const record: RecordedRequest = {
    at: simulator.clock.now().toISOString(),
    method: c.req.method,
    path: c.req.path,
    query: c.req.query(),
    userAgent: c.req.header('user-agent') ?? null,
    body: null,
    response: null,
    fault: null,
  }
  simulator.requests.add(record)
  c.set('record', record)
  await next()
  if (c.res.headers.has('x-hono-already-sent')) return
  const isJson = c.res.headers.get('content-type')?.startsWith('application/json')
  record.response = { status: c.res.status, body: isJson ? await c.res.clone().json() : null }
}
