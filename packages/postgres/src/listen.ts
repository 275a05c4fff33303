import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

export type ListenOptions = Readonly<{
  connectionString: string
  channel: string
  /** Also called whenever it listens again, for nobody knows what was missed. */
  onNotification: () => void
  onLost: (error: Error) => void
}>

export type Listener = Readonly<{ close: () => Promise<void> }>

const CONNECT_TIMEOUT = 5_000
const RECONNECT_DELAY = 500

/** Listens on a connection of its own, and on a new one whenever that is lost. */
export const listen = ({ connectionString, channel, onNotification, onLost }: ListenOptions): Listener => {
  const closing = new AbortController()

  const listenOnce = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString,
      application_name: 'boztell-listener',
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      keepAlive: true,
    })
    const ended = Promise.withResolvers<void>()
    const end = () => ended.resolve()
    client.on('error', onLost)
    client.on('end', end)
    client.on('notification', onNotification)
    closing.signal.addEventListener('abort', end, { once: true })
    try {
      await client.connect()
      await client.query(`listen ${pg.escapeIdentifier(channel)}`)
      onNotification()
      await ended.promise
    } finally {
      closing.signal.removeEventListener('abort', end)
      await client.end()
    }
  }

  const keepListening = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        await listenOnce()
      } catch (error) {
        if (!closing.signal.aborted) onLost(error instanceof Error ? error : new Error(String(error)))
      }
      await sleep(RECONNECT_DELAY, undefined, { signal: closing.signal }).catch(() => {})
    }
  }

  const listening = keepListening()
  return {
    close: async () => {
      closing.abort()
      await listening
    },
  }
}
