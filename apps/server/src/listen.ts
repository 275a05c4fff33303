import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import { SUBPROTOCOL } from './http/live-routes.ts'
import type { Lane } from './http/webhook-lane.ts'

type Options = Readonly<{
  fetch: (request: Request) => Response | Promise<Response>
  /** What it takes does not go to `fetch`. */
  lane: Lane
  host: string
  port: number
}>

export type Listening = Readonly<{
  url: string
  /** Accepts nothing new and waits for the answers in hand. */
  close: () => Promise<void>
}>

/** Bytes of a frame from a client. */
const MAX_FRAME = 4_096
const SWEEP = 50
/** Longer than a proxy keeps an idle connection (mostly 60 s): else it sends a request on one that we are closing. */
const KEEP_ALIVE = 75_000
/** A request that takes longer does not hold up the end. */
const PATIENCE = 5_000

type WebSocketServerLike = NonNullable<Parameters<typeof createAdaptorServer>[0]['websocket']>['server']

/** Clients have nothing to say, and what they are told compresses badly in small frames. */
const webSocketServer = (): WebSocketServerLike => {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })
  // The adapter's own word for it, which says less than ours.
  return server as unknown as WebSocketServerLike
}

const withLane = (lane: Lane) =>
  ((options: ServerOptions, listener: RequestListener) =>
    createServer(options, (incoming, outgoing) => {
      if (!lane(incoming, outgoing)) listener(incoming, outgoing)
    })) as typeof createServer

/** Listens; port 0 takes a free one. Rejects with a text for people if the port is taken. */
export const listen = async ({ fetch, lane, host, port }: Options): Promise<Listening> => {
  const server = createAdaptorServer({
    fetch,
    websocket: { server: webSocketServer() },
    createServer: withLane(lane),
  }) as Server
  server.keepAliveTimeout = KEEP_ALIVE
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} is taken. Stop what uses it, or choose another one: PORT=${port + 1} pnpm start`
      reject(error.code === 'EADDRINUSE' ? new Error(taken) : error)
    })
    server.listen(port, host, resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${shown}:${taken}`,
    close: () =>
      new Promise((resolve) => {
        // A connection that is kept alive becomes idle only after its answer.
        const sweep = setInterval(() => server.closeIdleConnections(), SWEEP)
        const giveUp = setTimeout(() => server.closeAllConnections(), PATIENCE)
        server.close(() => {
          clearInterval(sweep)
          clearTimeout(giveUp)
          resolve()
        })
      }),
  }
}
