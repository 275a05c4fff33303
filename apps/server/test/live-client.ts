import { once } from 'node:events'
import { expect } from 'vitest'
import { WebSocket } from 'ws'
import type { EventResource } from '../src/http/views/event-view.ts'
import { PATIENCE } from './inbox.ts'

export type Frame = Readonly<{ type: 'hello' | 'resync'; last_event_id: string }> | EventResource

/** A socket and what came through it. */
export type LiveClient = Readonly<{
  ws: WebSocket
  frames: readonly Frame[]
  /** Without `hello`. */
  events: () => readonly EventResource[]
  /** The first event that fits, once it is there. */
  until: (fits: (event: EventResource) => boolean) => Promise<EventResource>
  /** The code with which the socket was or is closed. */
  closed: Promise<number>
  close: () => Promise<void>
}>

type Options = Readonly<{ since?: string; protocols?: readonly string[]; headers?: Readonly<Record<string, string>> }>

const addressOf = (url: string, since?: string): string =>
  `${url.replace(/^http/, 'ws')}/ws${since === undefined ? '' : `?since=${since}`}`

/** Opens a socket and waits for its `hello`; rejects with the status if it is refused. */
export const connectLive = async (
  { url }: Readonly<{ url: string }>,
  token: string | null,
  { since, protocols = [], headers = {} }: Options = {},
): Promise<LiveClient> => {
  const ws = new WebSocket(addressOf(url, since), [...protocols], {
    headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
  })
  const frames: Frame[] = []
  const closed = new Promise<number>((resolve) => ws.on('close', resolve))
  ws.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString()) as Frame))
  await new Promise<void>((resolve, reject) => {
    ws.once('message', () => resolve())
    ws.once('unexpected-response', (_request, { statusCode }) => reject(new Error(String(statusCode))))
    ws.once('error', reject)
  })
  ws.on('error', () => {})
  const events = () => frames.filter((frame): frame is EventResource => 'id' in frame)
  return {
    ws,
    frames,
    events,
    until: async (fits) => {
      await expect.poll(() => events().some(fits), PATIENCE).toBe(true)
      const [first] = events().filter(fits)
      if (first === undefined) throw new Error('the event has gone')
      return first
    },
    closed,
    close: async () => {
      if (ws.readyState === ws.CLOSED) return
      ws.close()
      await once(ws, 'close')
    },
  }
}

/** How a socket begins: with its `hello`, or with the status or code with which it is refused or closed at once. */
export const openedOrNot = (
  { url }: Readonly<{ url: string }>,
  token: string,
): Promise<number | undefined | 'hello'> => {
  const ws = new WebSocket(addressOf(url), { headers: { authorization: `Bearer ${token}` } })
  ws.on('error', () => {})
  return new Promise((resolve) => {
    ws.once('message', () => resolve('hello'))
    ws.once('unexpected-response', (_request, { statusCode }) => resolve(statusCode))
    ws.once('close', resolve)
  })
}
