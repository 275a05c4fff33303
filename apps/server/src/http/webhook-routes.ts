import { timingSafeEqual } from 'node:crypto'
import {
  type BusinessNumber,
  type Clock,
  type Digest,
  forbidden,
  type JsonObject,
  MINUTE,
  unauthenticated,
  type Unavailable,
  type WebhookDelivery,
} from '@boztell/core'
import { readWebhook, verifySignature } from '@boztell/whatsapp-cloud'
import { Hono } from 'hono'
import type { ResultAsync } from 'neverthrow'
import * as v from 'valibot'
import type { CheckConnection } from '../webhook/check-connection.ts'
import { clientAddress } from './client-address.ts'
import { describe } from './openapi/operation.ts'
import { problem, refuse } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'
import { readIncoming } from './read-body.ts'
import type { RequestContext } from './request-context.ts'

type Needs = Readonly<{
  verifyToken: string
  appSecrets: readonly string[]
  /** Well-signed webhooks a minute; null: as many as come. */
  rateLimit: number | null
  receive: (delivery: WebhookDelivery) => ResultAsync<void, Unavailable>
  checkConnection: CheckConnection
  isAdmin: (authorization: string | undefined) => Promise<boolean>
  clock: Clock
  digest: Digest
}>

const tag = 'Webhook'
const MEGABYTE = 1024 * 1024
const WEBHOOK_LIMIT = 4 * MEGABYTE
const BAD_SIGNATURES = 60

const received = v.object({ received: v.number() })
const connection = v.object({
  status: v.picklist(['connected', 'unreachable']),
  code: v.optional(v.string()),
  number: v.optional(v.looseObject({})),
})

export const webhookRoutes = (needs: Needs) => {
  const { clock, digest } = needs
  const badSignatures = createRateLimit({ clock, limit: BAD_SIGNATURES, windowMs: MINUTE })
  const wellSigned = createRateLimit({ clock, limit: needs.rateLimit ?? Infinity, windowMs: MINUTE })
  const isVerifyToken = (shown: string): boolean =>
    timingSafeEqual(digest.sha256(shown), digest.sha256(needs.verifyToken))

  return new Hono<RequestContext>()
    .get(
      '/webhook/whatsapp',
      describe({ tag, summary: "WhatsApp's handshake", answers: { 200: 'text/plain' } }),
      (c) => {
        const challenge = c.req.query('hub.challenge')
        const asked = c.req.query('hub.mode') === 'subscribe' && challenge !== undefined
        if (!asked || !isVerifyToken(c.req.query('hub.verify_token') ?? ''))
          return problem(c, forbidden('callers with the right hub.verify_token'))
        return c.text(challenge, 200)
      },
    )
    .post(
      '/webhook/whatsapp',
      describe({ tag, summary: 'Messages and statuses from WhatsApp', answers: { 200: received } }),
      async (c) => {
        const bytes = await readIncoming(c.env.incoming, WEBHOOK_LIMIT)
        if (bytes.isErr()) return problem(c, bytes.error)
        const body = bytes.value
        if (!verifySignature(needs.appSecrets, c.req.header('x-hub-signature-256'), body)) {
          const counted = badSignatures.count(clientAddress(c))
          return problem(c, counted.isErr() ? counted.error : unauthenticated())
        }
        const counted = wellSigned.count('all')
        if (counted.isErr()) return problem(c, counted.error)
        const items = readWebhook(body)
        if (items.isErr()) return problem(c, items.error)
        return needs
          .receive({ body, receivedAt: clock.now(), items: items.value })
          .match(() => c.json({ received: items.value.length }, 200), refuse(c))
      },
    )
    .get(
      '/webhook/verify',
      describe({ tag, summary: 'Whether WhatsApp can be reached', answers: { 200: connection, 503: connection } }),
      async (c) => {
        const checked = await needs.checkConnection()
        if (checked.isErr()) return c.json({ status: 'unreachable' as const, code: checked.error.code }, 503)
        const showNumber = await needs.isAdmin(c.req.header('authorization'))
        return c.json({ status: 'connected' as const, ...(showNumber && { number: numberView(checked.value) }) }, 200)
      },
    )
}

const numberView = (number: BusinessNumber): JsonObject => ({
  phone_number_id: number.phoneNumberId,
  display_phone_number: number.displayPhoneNumber,
  verified_name: number.verifiedName,
  quality_rating: number.qualityRating,
})
