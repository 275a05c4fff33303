import { leadIdSchema, type ListLeads, listQuery, type UpdateLead, updateLeadInput, type ViewLead } from '@boztell/core'
import { Hono } from 'hono'
import { jsonBody } from './json-body.ts'
import { describe } from './openapi/operation.ts'
import { pathId } from './path-id.ts'
import { refuse } from './problem.ts'
import { query } from './query.ts'
import type { RequestContext } from './request-context.ts'
import type { SignedIn } from './signed-in.ts'
import { leadSchema, leadView } from './views/lead-view.ts'
import { pageSchema, pageView } from './views/page-view.ts'

export type LeadUseCases = Readonly<{ listLeads: ListLeads; viewLead: ViewLead; updateLead: UpdateLead }>

const tag = 'Leads'

export const leadRoutes = ({ listLeads, viewLead, updateLead }: LeadUseCases, signedIn: SignedIn) =>
  new Hono<RequestContext>()
    .get(
      '/leads',
      describe({ tag, summary: 'The customers whose rooms you may see', answers: { 200: pageSchema(leadSchema) } }),
      signedIn,
      query(listQuery),
      (c) => {
        const { limit, cursor = null } = c.req.valid('query')
        return listLeads({ viewer: c.var.viewer, page: { limit, cursor } }).match(
          (page) => c.json(pageView(page, leadView), 200),
          refuse(c),
        )
      },
    )
    .get(
      '/leads/:id',
      describe({ tag, summary: 'One customer', answers: { 200: leadSchema } }),
      signedIn,
      pathId('id', leadIdSchema, 'lead'),
      (c) =>
        viewLead({ viewer: c.var.viewer, leadId: c.req.valid('param').id }).match(
          (lead) => c.json(leadView(lead), 200),
          refuse(c),
        ),
    )
    .patch(
      '/leads/:id',
      describe({ tag, summary: 'Name a customer', answers: { 200: leadSchema } }),
      signedIn,
      jsonBody(updateLeadInput),
      pathId('id', leadIdSchema, 'lead'),
      (c) =>
        updateLead({ viewer: c.var.viewer, leadId: c.req.valid('param').id, ...c.req.valid('json') }).match(
          (lead) => c.json(leadView(lead), 200),
          refuse(c),
        ),
    )
