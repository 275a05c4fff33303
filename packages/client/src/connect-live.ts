import type { EventResource } from '@boztell/server'
import { jittered } from './wait.ts'

export type LiveEvent = EventResource

/** `open`: told of everything that happens. `waiting`: cut off, another try follows. */
export type LiveState = 'connecting' | 'open' | 'waiting' | 'ended'

/** `session_ended`: the token is no good any more; log in again. */
export type LiveEnd = 'closed' | 'session_ended'

export type LiveOptions = Readonly<{
  /** Where the server is: `https://inbox.example.com`. */
  baseUrl: string
  token: string
  /** The id of the last event that is known already; without it news begin with the first `open`. */
  since?: string
  /** In order, each once, whatever happens to the line. */
  onEvent: (event: LiveEvent) => void
  /** Too much was missed: what is shown must be loaded anew. */
  onResync: () => void
  onState?: (state: LiveState) => void
  /**
   * So long without a word the line counts as dead and is opened anew, in milliseconds. Browsers hide the server's pings, so that a quiet
   * inbox is silent as well; unless given, the system finds out about dead lines.
   */
  silence?: number
  /** The platform's own unless given. */
  WebSocket?: typeof WebSocket
  fetch?: typeof fetch
}>

export type LiveConnection = Readonly<{
  close: () => void
  /** Where `since` may go on later. */
  lastEventId: () => string | undefined
  ended: Promise<LiveEnd>
}>

const PAUSE = { first: 500, longest: 30_000 }
/** How long a server may take to let somebody in. */
const GREETING = 30_000
const SESSION_ENDED = 4401
const CLOSED_BY_US = 1000

type Frame = Readonly<{ type: 'hello' | 'resync'; last_event_id: string }> | LiveEvent

/**
 * Tells what happens in the rooms that the user may see, through as many sockets as it takes: a lost one is opened again, after a random
 * while, where it was cut off.
 */
export const connectLive = (options: LiveOptions): LiveConnection => {
  const { baseUrl, token, onEvent, onResync, onState = () => {}, silence = Infinity } = options
  const Socket = options.WebSocket ?? WebSocket
  const ask = options.fetch ?? fetch
  const end = Promise.withResolvers<LiveEnd>()
  let last = options.since
  let tries = 0
  let isEnded = false
  let socket: WebSocket | undefined
  let retry: ReturnType<typeof setTimeout> | undefined

  const finish = (how: LiveEnd) => {
    if (isEnded) return
    isEnded = true
    clearTimeout(retry)
    socket?.close(CLOSED_BY_US)
    onState('ended')
    end.resolve(how)
  }

  const open = () => {
    onState('connecting')
    const url = new URL('ws', `${baseUrl.replace(/^http/, 'ws').replace(/\/+$/, '')}/`)
    if (last !== undefined) url.searchParams.set('since', last)
    const current = new Socket(url, ['boztell.v1', `bearer.${token}`])
    socket = current
    let wasOpen = false
    let watchdog: ReturnType<typeof setTimeout> | undefined

    const lost = (code: number) => {
      clearTimeout(watchdog)
      if (socket !== current) return
      socket = undefined
      if (isEnded) return
      if (code === SESSION_ENDED) return finish('session_ended')
      onState('waiting')
      retry = setTimeout(again(wasOpen), jittered(tries, PAUSE))
      tries += 1
    }
    /** A socket that is no longer heard of is given up without waiting for its goodbye. */
    const expectWord = (within: number) => {
      clearTimeout(watchdog)
      if (within === Infinity) return
      watchdog = setTimeout(() => {
        current.close()
        lost(0)
      }, within)
    }

    expectWord(Math.min(GREETING, silence))
    current.addEventListener('message', ({ data }) => {
      if (socket !== current || isEnded) return
      expectWord(silence)
      const frame = JSON.parse(String(data)) as Frame
      if (frame.type === 'hello' || frame.type === 'resync') {
        if (frame.type === 'resync') onResync()
        last = 'last_event_id' in frame ? frame.last_event_id : last
        if (frame.type === 'hello') {
          wasOpen = true
          tries = 0
          onState('open')
        }
        return
      }
      onEvent(frame as LiveEvent)
      last = (frame as LiveEvent).id
    })
    current.addEventListener('close', ({ code }) => lost(code))
    current.addEventListener('error', () => lost(0))
  }

  /** Browsers don't tell why a socket was refused, so that whoever was never let in asks whether the token is still good. */
  const again = (wasOpen: boolean) => () => {
    if (wasOpen) return open()
    ask(`${baseUrl.replace(/\/+$/, '')}/auth/profile`, { headers: { authorization: `Bearer ${token}` } }).then(
      ({ status }) => (status === 401 ? finish('session_ended') : isEnded || open()),
      () => isEnded || open(),
    )
  }

  open()
  return { close: () => finish('closed'), lastEventId: () => last, ended: end.promise }
}
