import type { EventPosition, User } from '@boztell/core'
import type { WebSocket } from 'ws'

/** RFC 6455: going away, try again later; and ours: the session has ended. */
export const CLOSE = { goingAway: 1001, tryAgainLater: 1013, sessionEnded: 4401 } as const

/** What a client may still have to read when there is more for it, in bytes. A webhook of a thousand messages takes a megabyte or two. */
const MAX_UNREAD = 4 * 1024 * 1024
/** Where going on with what it missed makes sense. */
const FEW_UNREAD = 256 * 1024

/** One screen of one user. */
export type LiveSocket = {
  readonly tokenHash: string
  readonly token: string
  /** As the user is now: another role sees other rooms. */
  user: User
  /** Everything up to here was sent, or was not for this user. */
  position: EventPosition
  readonly send: (frame: Buffer) => void
  /** Closes the socket of a client that has left too much unread; then it is of no use any more. */
  readonly isTooSlow: () => boolean
  /** Resolves when most of what was sent is on its way; false if the socket has gone. */
  readonly drained: () => Promise<boolean>
  /** False if the last ping was not answered. */
  readonly ping: () => boolean
  /** Says goodbye; a client that does not answer is cut off after half a minute. */
  readonly close: (code: number, reason: string) => void
  readonly cutOff: () => void
}

type Opened = Readonly<{ ws: WebSocket; user: User; token: string; tokenHash: string; position: EventPosition }>

export const createLiveSocket = ({ ws, user, token, tokenHash, position }: Opened): LiveSocket => {
  let isAnswering = true
  ws.on('pong', () => (isAnswering = true))
  const gone = new Promise<void>((resolve) => ws.once('close', () => resolve()))

  const close = (code: number, reason: string) => {
    if (ws.readyState === ws.OPEN) ws.close(code, reason)
  }
  return {
    tokenHash,
    token,
    user,
    position,
    send: (frame) => {
      if (ws.readyState === ws.OPEN) ws.send(frame, { binary: false })
    },
    isTooSlow: () => {
      if (ws.bufferedAmount <= MAX_UNREAD) return false
      close(CLOSE.tryAgainLater, 'too slow: resume with ?since=')
      return true
    },
    drained: async () => {
      while (ws.readyState === ws.OPEN && ws.bufferedAmount > FEW_UNREAD) {
        await Promise.race([gone, new Promise((resolve) => ws.ping('', undefined, resolve))])
      }
      return ws.readyState === ws.OPEN
    },
    ping: () => {
      const answered = isAnswering
      isAnswering = false
      if (answered) ws.ping()
      else ws.terminate()
      return answered
    },
    close,
    cutOff: () => ws.terminate(),
  }
}

/** Made once for all who get it. */
export const frameOf = (frame: object): Buffer => Buffer.from(JSON.stringify(frame))
