import type { User } from '@boztell/core'
import type { Logger } from 'pino'

/** What every handler finds in `c.var`; `bodyText` behind `jsonBody` only. */
export type RequestContext = { Variables: { requestId: string; log: () => Logger; bodyText: string } }
/** What handlers behind `signedIn` find as well. */
export type SignedInContext = RequestContext & { Variables: { viewer: User; token: string } }
