import type { User } from '@boztell/core'
import type { HttpBindings } from '@hono/node-server'
import type { Logger } from 'pino'
import type { FileForm } from './read-form.ts'

/** What every handler finds in `c.var`; `bodyText` behind a body only, `file` behind a form. */
export type RequestContext = {
  /** Node's own request and answer; there is no answer where a connection is to become a WebSocket. */
  Bindings: Pick<HttpBindings, 'incoming'> & Partial<HttpBindings>
  Variables: { requestId: string; log: () => Logger; bodyText: string; file?: FileForm }
}
/** What handlers behind `signedIn` find as well. */
export type SignedInContext = RequestContext & { Variables: { viewer: User; token: string } }
