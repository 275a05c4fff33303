import { getConnInfo } from '@hono/node-server/conninfo'
import type { Origin } from '@boztell/core'
import type { Context } from 'hono'
import type { RequestContext } from './request-context.ts'

/** Where the connection comes from: behind a proxy, the proxy. */
export const clientAddress = (c: Context): string => getConnInfo(c).remote.address ?? 'unknown'

/** What the audit log tells of the request. */
export const originOf = (c: Context): Origin => {
  const { requestId } = c.var as RequestContext['Variables']
  return { requestId, ip: clientAddress(c) }
}
