import type { DeliveryHealth } from '@boztell/core'
import { Hono } from 'hono'
import * as v from 'valibot'
import { describe } from './openapi/operation.ts'
import type { RequestContext } from './request-context.ts'
import { time, timeOf } from './views/time.ts'

/** By name; each says whether that part works. */
export type Checks = Readonly<Record<string, boolean>>

/** Neither rejects. */
export type Health = Readonly<{
  /** What the server itself needs to answer: a balancer must not take it away for what is wrong elsewhere. */
  ready: () => Promise<Checks>
  /** All there is to know. */
  all: () => Promise<Readonly<{ checks: Checks; paused: DeliveryHealth['paused'] }>>
}>

type Needs = Readonly<{ version: string; health: Health; uptimeSeconds: () => number }>

const tag = 'Health'
const state = v.picklist(['ok', 'failing'])
const report = v.object({
  status: state,
  version: v.string(),
  uptime_s: v.number(),
  checks: v.record(v.string(), state),
})
const alert = v.object({
  phone_number_id: v.string(),
  code: v.union([v.number(), v.string()]),
  title: v.string(),
  details: v.nullable(v.string()),
  since: time,
})
const fullReport = v.object({ ...report.entries, alerts: v.array(alert) })
const stateOf = (works: boolean) => (works ? ('ok' as const) : ('failing' as const))

export const healthRoutes = ({ version, health, uptimeSeconds }: Needs) => {
  const examine = (checks: Checks) => {
    const works = Object.values(checks).every((check) => check)
    const body = {
      status: stateOf(works),
      version,
      uptime_s: Math.floor(uptimeSeconds()),
      checks: Object.fromEntries(Object.entries(checks).map(([name, result]) => [name, stateOf(result)])),
    }
    return { body, status: works ? (200 as const) : (503 as const) }
  }
  const alertOf = ({ phoneNumberId, pause }: DeliveryHealth['paused'][number]) => ({
    phone_number_id: phoneNumberId,
    code: pause.code,
    title: pause.title,
    details: pause.details,
    since: timeOf(pause.since),
  })

  return new Hono<RequestContext>()
    .get(
      '/health',
      describe({ tag, summary: 'How the server is', answers: { 200: fullReport, 503: fullReport } }),
      async (c) => {
        const { checks, paused } = await health.all()
        const { body, status } = examine(checks)
        return c.json({ ...body, alerts: paused.map(alertOf) }, status)
      },
    )
    .get(
      '/health/live',
      describe({ tag, summary: 'Whether the process answers', answers: { 200: v.object({ status: state }) } }),
      (c) => c.json({ status: stateOf(true) }, 200),
    )
    .get(
      '/health/ready',
      describe({ tag, summary: 'Whether it should get requests', answers: { 200: report, 503: report } }),
      async (c) => {
        const { body, status } = examine(await health.ready())
        return c.json(body, status)
      },
    )
}
