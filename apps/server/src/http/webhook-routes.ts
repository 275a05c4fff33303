import { timingSafeEqual } from 'node:crypto'
import { type BusinessNumber, type Digest, forbidden, type JsonObject } from '@boztell/core'
import { Hono } from 'hono'
import * as v from 'valibot'
import type { CheckConnection } from '../webhook/check-connection.ts'
import { describe } from './openapi/operation.ts'
import { problem, refuse } from './problem.ts'
import type { RequestContext } from './request-context.ts'
import type { WebhookEntrance } from './webhook-entrance.ts'

type Needs = Readonly<{
  verifyToken: string
  entrance: WebhookEntrance
  checkConnection: CheckConnection
  isAdmin: (authorization: string | undefined) => Promise<boolean>
  digest: Digest
}>

const tag = 'Webhook'

const received = v.object({ received: v.number() })
const connection = v.object({
  status: v.picklist(['connected', 'unreachable']),
  code: v.optional(v.string()),
  number: v.optional(v.looseObject({})),
})

export const webhookRoutes = (needs: Needs) => {
  const { digest } = needs
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
        const taken = await needs.entrance(c.env.incoming)
        return taken.match((count) => c.json({ received: count }, 200), refuse(c))
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
