import type { User } from '@boztell/core'
import type { HttpBindings } from '@hono/node-server'
import type { Logger } from 'pino'

/** What every handler finds in `c.var`; `bodyText` behind `jsonBody` only. */
export type RequestContext = {
  /** Node's own request and answer; there is no answer where a connection is to become a WebSocket. */
  Bindings: Pick<HttpBindings, 'incoming'> & Partial<HttpBindings>
  Variables: { requestId: string; log: () => Logger; bodyText: string }
}
/** What handlers behind `signedIn` find as well. */
export type SignedInContext = RequestContext & { Variables: { viewer: User; token: string } }
