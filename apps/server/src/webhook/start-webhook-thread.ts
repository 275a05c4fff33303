import { once } from 'node:events'
import { getCompileCacheDir } from 'node:module'
import { dirname, extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { unavailable } from '@boztell/core'
import { err, errAsync, ok, type Result, ResultAsync } from 'neverthrow'
import {
  type FromThread,
  inOneTurn,
  type NotStored,
  type NumberedOutcome,
  packBodies,
  sizeInMemory,
  type Stored,
  type ThreadSettings,
  type ToThread,
} from './thread-messages.ts'

/** A thread that stores webhooks (docs/decisions/0018). */
export type WebhookThread = Readonly<{
  /** Hands over a webhook's body; answers the kinds of its items once all of them are stored. In the order in which webhooks came. */
  store: (body: Uint8Array) => ResultAsync<Stored, NotStored>
  /** Resolves once all is done that was handed over, and the thread has ended. */
  stop: () => Promise<void>
}>

type Options = ThreadSettings & Readonly<{ onConnectionLost: (error: Error) => void }>

type InHand = Readonly<{
  size: number
  resolve: (result: Result<Stored, NotStored>) => void
  reject: (bug: unknown) => void
}>

const MEGABYTE = 1_024 * 1_024
/** More is refused, so that memory stays bounded while the database is slow. */
const MOST_IN_HAND = 16 * MEGABYTE

/** A thread does not take it over by itself. */
const compileCache = (): Readonly<Record<string, string>> => {
  const inUse = getCompileCacheDir()
  return inUse === undefined ? {} : { NODE_COMPILE_CACHE: dirname(inUse) }
}

/** Beside this file: TypeScript among the sources, JavaScript in the bundle. */
const program = new URL(`webhook-thread${extname(import.meta.url)}`, import.meta.url)

export const startWebhookThread = async ({ onConnectionLost, ...settings }: Options): Promise<WebhookThread> => {
  const worker = new Worker(program, {
    workerData: settings satisfies ThreadSettings,
    env: { ...compileCache(), ...process.env },
  })
  const say = (message: ToThread, transferred: ArrayBuffer[] = []) => worker.postMessage(message, transferred)

  const inHand = new Map<number, InHand>()
  let bytesInHand = 0
  let next = 0
  let whenEmpty = () => {}
  const settle = ([number, outcome]: NumberedOutcome) => {
    const waiting = inHand.get(number)
    if (waiting === undefined) return
    inHand.delete(number)
    bytesInHand -= waiting.size
    if ('stored' in outcome) waiting.resolve(ok(outcome.stored))
    else if ('refused' in outcome) waiting.resolve(err(outcome.refused))
    else waiting.reject(outcome.bug)
    if (inHand.size === 0) whenEmpty()
  }
  const handOver = inOneTurn<Uint8Array>((all) => {
    const packed = packBodies(all)
    say(packed, [packed.bytes.buffer])
  })

  await once(worker, 'message')
  worker.on('message', (message: Exclude<FromThread, 'ready'>) => {
    if ('connectionLost' in message) onConnectionLost(message.connectionLost)
    else message.forEach(settle)
  })
  // Nobody listens to 'error': a bug that nobody catches there ends the process, as it would here, and whoever starts it again has lost nothing.

  return {
    store: (body) => {
      const size = sizeInMemory(body)
      if (inHand.size > 0 && bytesInHand + size > MOST_IN_HAND)
        return errAsync(unavailable('too many webhooks are waiting'))
      bytesInHand += size
      handOver(body)
      return new ResultAsync(
        new Promise((resolve, reject) => {
          inHand.set(next++, { size, resolve, reject })
        }),
      )
    },
    stop: async () => {
      const ended = once(worker, 'exit')
      if (inHand.size > 0) await new Promise<void>((resolve) => (whenEmpty = resolve))
      say('end')
      await ended
    },
  }
}
