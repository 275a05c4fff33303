import { Hono } from 'hono'
import * as v from 'valibot'
import { describe } from './openapi/operation.ts'
import type { RequestContext } from './request-context.ts'

/** By name; each says whether that part works, and never rejects. */
export type HealthChecks = Readonly<Record<string, () => Promise<boolean>>>

type Needs = Readonly<{ version: string; checks: HealthChecks; uptimeSeconds: () => number }>

const tag = 'Health'
const state = v.picklist(['ok', 'failing'])
const health = v.object({
  status: state,
  version: v.string(),
  uptime_s: v.number(),
  checks: v.record(v.string(), state),
})
const stateOf = (works: boolean) => (works ? ('ok' as const) : ('failing' as const))

export const healthRoutes = ({ version, checks, uptimeSeconds }: Needs) => {
  const examine = async () => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await check()] as const),
    )
    const works = results.every(([, result]) => result)
    const body = {
      status: stateOf(works),
      version,
      uptime_s: Math.floor(uptimeSeconds()),
      checks: Object.fromEntries(results.map(([name, result]) => [name, stateOf(result)])),
    }
    return { body, status: works ? (200 as const) : (503 as const) }
  }
  const answers = { 200: health, 503: health }

  return new Hono<RequestContext>()
    .get('/health', describe({ tag, summary: 'How the server is', answers }), async (c) => {
      const { body, status } = await examine()
      return c.json(body, status)
    })
    .get(
      '/health/live',
      describe({ tag, summary: 'Whether the process answers', answers: { 200: v.object({ status: state }) } }),
      (c) => c.json({ status: stateOf(true) }, 200),
    )
    .get('/health/ready', describe({ tag, summary: 'Whether it should get requests', answers }), async (c) => {
      const { body, status } = await examine()
      return c.json(body, status)
    })
}
