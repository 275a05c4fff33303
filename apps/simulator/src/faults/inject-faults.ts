import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, MiddlewareHandler, Next } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { graphError, graphErrorBody } from '../graph/graph-error.ts'
import type { GraphEnv } from '../graph/graph-env.ts'
import type { FaultKind, FaultSubject } from './fault-book.ts'
import { isBytesTrouble } from './troubled-bytes.ts'

const drop = (c: Context<GraphEnv>): Response => {
  c.env.incoming.socket.destroy()
  return RESPONSE_ALREADY_SENT
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const readJson = async (c: Context<GraphEnv>): Promise<Record<string, unknown>> => {
  if (!c.req.header('content-type')?.startsWith('application/json')) return {}
  try {
    const json: unknown = JSON.parse(await c.req.text())
    c.get('record').body = json
    return isFields(json) ? json : {}
  } catch {
    return {}
  }
}

const addressing = (json: Record<string, unknown>): Partial<FaultSubject> => {
  const to = json['to'] ?? json['recipient']
  const type = json['status'] ?? json['type'] ?? 'text'
  return { ...(typeof to === 'string' && { to }), ...(typeof type === 'string' && { type }) }
}

const errorAnswer = (c: Context<GraphEnv>, fault: FaultKind & { kind: 'error' }): Response => {
  const error = graphError(fault.code, fault.details)
  const minutes = Math.ceil((fault.retryAfter ?? 0) / 60)
  const usage = [
    { type: 'messages', call_count: 100, total_cputime: 0, total_time: 0, estimated_time_to_regain_access: minutes },
  ]
  return c.json(
    graphErrorBody(error),
    (fault.httpStatus ?? error.httpStatus) as ContentfulStatusCode,
    fault.retryAfter === undefined
      ? {}
      : {
          'retry-after': String(fault.retryAfter),
          'x-business-use-case-usage': JSON.stringify({ [c.get('simulator').settings.businessAccountId]: usage }),
        },
  )
}

const play = async (c: Context<GraphEnv>, fault: FaultKind, next: Next): Promise<Response | undefined> => {
  if (fault.kind === 'failed_status') {
    c.set('failWith', { code: fault.code, ...(fault.details !== undefined && { details: fault.details }) })
    await next()
    return undefined
  }
  if (isBytesTrouble(fault)) {
    c.set('trouble', fault)
    await next()
    return undefined
  }
  if (fault.kind === 'redirect') return c.redirect(fault.location)
  if (fault.kind === 'delay') {
    if (fault.processed) await next()
    await sleep(fault.ms, undefined, { ref: false })
    if (!fault.processed) await next()
    return undefined
  }
  if ('processed' in fault && fault.processed) await next()
  if (fault.kind === 'error') return errorAnswer(c, fault)
  if (fault.kind === 'timeout' && !c.env.incoming.socket.destroyed) await once(c.env.incoming.socket, 'close')
  return drop(c)
}

/** Plays the faults that the control API asked for; the rest of the requests pass. */
export const injectFaults: MiddlewareHandler<GraphEnv> = async (c, next) => {
  const { faults } = c.get('simulator')
  const subject = { method: c.req.method, path: c.req.path + new URL(c.req.url).search }
  const early = faults.takeBeforeBody(subject)
  const json = early ? {} : await readJson(c)
  c.set('json', json)
  const fault = early ?? faults.take({ ...subject, ...addressing(json) })
  if (!fault) return next()
  c.get('record').fault = fault.kind
  const answer = await play(c, fault, next)
  if (answer) c.res = answer
  return undefined
}
