import {
  type Authenticate,
  type Digest,
  type EventPosition,
  type FindLastEvent,
  isBefore,
  parseWith,
  readEventId,
  tokenHash,
  unauthenticated,
} from '@boztell/core'
import { upgradeWebSocket } from '@hono/node-server'
import { Hono } from 'hono'
import * as v from 'valibot'
import type { WebSocket } from 'ws'
import type { LiveHub } from '../live/live-hub.ts'
import { createLiveSocket } from '../live/live-socket.ts'
import { rateLimited, upgradeRequired } from './edge-error.ts'
import { documented } from './openapi/operation.ts'
import { problem } from './problem.ts'
import type { RequestContext } from './request-context.ts'
import { bearerToken } from './signed-in.ts'

type Needs = Readonly<{ hub: LiveHub; authenticate: Authenticate; findLastEvent: FindLastEvent; digest: Digest }>

const TRY_AGAIN_SECONDS = 10

export const SUBPROTOCOL = 'boztell.v1'

const liveQuery = v.object({
  since: v.optional(
    v.pipe(
      v.string(),
      v.check((id) => readEventId(id) !== undefined, 'must be the id of an event'),
      v.transform((id) => readEventId(id)),
    ),
  ),
})

export const liveRoutes = ({ hub, authenticate, findLastEvent, digest }: Needs) =>
  new Hono<RequestContext>().get(
    '/ws',
    documented(
      {
        tag: 'Real time',
        summary: 'A WebSocket that tells what happens in the rooms you may see',
        query: liveQuery,
        signedIn: true,
        answers: { 101: null },
      },
      async (c, next) => {
        const token = bearerToken(c.req.header('authorization')) ?? tokenIn(c.req.header('sec-websocket-protocol'))
        if (token === undefined) return problem(c, unauthenticated())
        // Before the look at who this is: whatever of that changes afterwards lies behind the position, and is heard of.
        const end = await findLastEvent()
        if (end.isErr()) return problem(c, end.error)
        const user = await authenticate({ token })
        if (user.isErr()) return problem(c, user.error)
        const query = parseWith(liveQuery, c.req.query())
        if (query.isErr()) return problem(c, query.error)
        if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') return problem(c, upgradeRequired())
        if (hub.isFullFor(user.value.id)) return problem(c, rateLimited(TRY_AGAIN_SECONDS))

        const opened = {
          user: user.value,
          token,
          tokenHash: tokenHash(digest, token),
          position: beginning(query.value.since, end.value),
        }
        return upgradeWebSocket(() => ({
          onOpen: (_event, { raw }) => {
            const ws = raw as WebSocket
            const socket = createLiveSocket({ ws, ...opened })
            ws.on('close', () => hub.leave(socket))
            hub.join(socket)
          },
        }))(c, next)
      },
    ),
  )

/** A place beyond the end is one of another past, before a backup came back: nothing there is known, as at the very beginning. */
const beginning = (since: EventPosition | undefined, end: EventPosition): EventPosition => {
  if (since === undefined) return end
  return isBefore(end, since) ? { batch: 0, index: 0 } : since
}

/** Browsers can't set a header: they offer `boztell.v1, bearer.<token>`. */
const tokenIn = (protocols: string | undefined): string | undefined => {
  const offered = (protocols ?? '').split(',').map((protocol) => protocol.trim())
  const bearer = offered.find((protocol) => protocol.startsWith('bearer.'))
  return offered.includes(SUBPROTOCOL) && bearer !== undefined
    ? bearerToken(`Bearer ${bearer.slice('bearer.'.length)}`)
    : undefined
}
