import { timingSafeEqual } from 'node:crypto'
import { type Clock, type Digest, type MeasureInstallation, SECOND, unauthenticated } from '@boztell/core'
import { Hono } from 'hono'
import type { Metrics } from '../metrics.ts'
import { remember } from '../remember.ts'
import { describe } from './openapi/operation.ts'
import { problem } from './problem.ts'
import type { RequestContext } from './request-context.ts'
import { bearerToken } from './signed-in.ts'

type Needs = Readonly<{
  metrics: Metrics
  measure: MeasureInstallation
  /** null: anybody may look. */
  token: string | null
  digest: Digest
  clock: Clock
}>

/** Measuring counts whole tables, and anybody may ask where no token is set. */
const REMEMBERED = 5 * SECOND

export const metricsRoutes = ({ metrics, measure, token, digest, clock }: Needs) => {
  const measured = remember(measure, REMEMBERED, clock)
  const isToken = (shown: string): boolean =>
    token !== null && timingSafeEqual(digest.sha256(shown), digest.sha256(token))

  return new Hono<RequestContext>().get(
    '/metrics',
    describe({ tag: 'Health', summary: 'Figures for Prometheus', answers: { 200: 'text/plain' } }),
    async (c) => {
      if (token !== null && !isToken(bearerToken(c.req.header('authorization')) ?? ''))
        return problem(c, unauthenticated())
      return c.body(await metrics.text((await measured()).unwrapOr(null)), 200, { 'Content-Type': metrics.contentType })
    },
  )
}
