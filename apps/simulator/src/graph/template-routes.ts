import { Hono } from 'hono'
import { type GraphEnv, refuse } from './graph-env.ts'
import { graphError, unknownObject } from './graph-error.ts'
import { isGraphError, selectFields } from './select-fields.ts'

const cursorOf = (index: number): string => Buffer.from(String(index)).toString('base64url')
const indexOf = (cursor: string): number => Number(Buffer.from(cursor, 'base64url').toString())

const filters = ['name', 'language', 'status', 'category'] as const

/** `GET /{waba}/message_templates`: filtered, in pages; `paging.next` only when another page follows. */
export const templateRoutes = new Hono<GraphEnv>().get('/:id{\\d+}/message_templates', (c) => {
  const { settings, templates, origin } = c.get('simulator')
  const id = c.req.param('id')
  if (id !== settings.businessAccountId) return refuse(c, unknownObject('GET', id))
  const query = c.req.query()
  const limit = Number(query['limit'] ?? 25)
  if (!Number.isInteger(limit) || limit < 1) return refuse(c, graphError(100, 'Param limit must be a positive number.'))
  const matching = templates.filter((template) =>
    filters.every((filter) => query[filter] === undefined || template[filter] === query[filter]),
  )
  const start =
    query['after'] !== undefined
      ? indexOf(query['after']) + 1
      : query['before'] !== undefined
        ? Math.max(0, indexOf(query['before']) - limit)
        : 0
  if (!Number.isInteger(start)) return refuse(c, graphError(100, 'Invalid cursors values'))
  const page = matching.slice(start, start + limit)
  const data = page.map((template) => selectFields(template, 'WhatsAppMessageTemplate', query['fields']))
  const problem = data.find(isGraphError)
  if (problem) return refuse(c, problem)
  const end = start + page.length
  const link = (cursor: Record<string, string>) => {
    const { after: _after, before: _before, ...rest } = query
    return `${origin()}${c.req.path}?${new URLSearchParams({ ...rest, limit: String(limit), ...cursor }).toString()}`
  }
  return c.json({
    data,
    ...(page.length > 0 && {
      paging: {
        cursors: { before: cursorOf(start), after: cursorOf(end - 1) },
        ...(end < matching.length && { next: link({ after: cursorOf(end - 1) }) }),
        ...(start > 0 && { previous: link({ before: cursorOf(start) }) }),
      },
    }),
  })
})
