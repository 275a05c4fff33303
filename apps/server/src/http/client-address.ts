import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

/** Where the connection comes from: behind a proxy, the proxy. */
export const clientAddress = (c: Context): string => getConnInfo(c).remote.address ?? 'unknown'
