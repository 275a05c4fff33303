import type { IncomingMessage } from 'node:http'
import { type Clock, MINUTE, unauthenticated } from '@boztell/core'
import { verifySignature } from '@boztell/whatsapp-cloud'
import { err, ok, type Result } from 'neverthrow'
import type { WebhookThread } from '../webhook/start-webhook-thread.ts'
import type { Stored } from '../webhook/thread-messages.ts'
import type { ApiError } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'
import { readIncoming } from './read-body.ts'

type Needs = Readonly<{
  appSecrets: readonly string[]
  /** Well-signed webhooks a minute; null: as many as come. */
  rateLimit: number | null
  store: WebhookThread['store']
  countItems: (stored: Stored) => void
  clock: Clock
}>

/** Takes one POST of WhatsApp's, whoever answers it: how many items it brought once all of them are stored, or why not. To be called in the turn in which it came. */
export type WebhookEntrance = (incoming: IncomingMessage) => Promise<Result<number, ApiError>>

const MEGABYTE = 1024 * 1024
const WEBHOOK_LIMIT = 4 * MEGABYTE
const BAD_SIGNATURES = 60

export const makeWebhookEntrance = ({ appSecrets, rateLimit, store, countItems, clock }: Needs): WebhookEntrance => {
  const badSignatures = createRateLimit({ clock, limit: BAD_SIGNATURES, windowMs: MINUTE })
  const wellSigned = createRateLimit({ clock, limit: rateLimit ?? Infinity, windowMs: MINUTE })
  return async (incoming) => {
    const bytes = await readIncoming(incoming, WEBHOOK_LIMIT)
    if (bytes.isErr()) return err(bytes.error)
    const body = bytes.value
    const { 'x-hub-signature-256': signature } = incoming.headers
    if (!verifySignature(appSecrets, signature?.toString(), body)) {
      const counted = badSignatures.count(incoming.socket.remoteAddress ?? 'unknown')
      return err(counted.isErr() ? counted.error : unauthenticated())
    }
    const counted = wellSigned.count('all')
    if (counted.isErr()) return err(counted.error)
    const stored = await store(body)
    if (stored.isErr()) return err(stored.error)
    countItems(stored.value)
    return ok(stored.value.length)
  }
}
