import { auditQuery, type ListAuditLog } from '@boztell/core'
import { Hono } from 'hono'
import { describe } from './openapi/operation.ts'
import { refuse } from './problem.ts'
import { query } from './query.ts'
import type { RequestContext } from './request-context.ts'
import type { SignedIn } from './signed-in.ts'
import { auditEntrySchema, auditEntryView } from './views/audit-view.ts'
import { pageSchema, pageView } from './views/page-view.ts'

export type AuditUseCases = Readonly<{ listAuditLog: ListAuditLog }>

const tag = 'Oversight'

export const auditRoutes = ({ listAuditLog }: AuditUseCases, signedIn: SignedIn) =>
  new Hono<RequestContext>().get(
    '/audit-log',
    describe({ tag, summary: 'Who did what, newest first', answers: { 200: pageSchema(auditEntrySchema) } }),
    signedIn,
    query(auditQuery),
    (c) => {
      const { limit, cursor = null, actor = null, action = null, from = null, to = null } = c.req.valid('query')
      const asked = { filter: { actor, action, from, to }, page: { limit, cursor } }
      return listAuditLog({ viewer: c.var.viewer, ...asked }).match(
        (page) => c.json(pageView(page, auditEntryView), 200),
        refuse(c),
      )
    },
  )
