import { type ListTemplates, pageQuery, shortText, type SyncTemplates } from '@boztell/core'
import { Hono } from 'hono'
import * as v from 'valibot'
import { originOf } from './client-address.ts'
import { describe } from './openapi/operation.ts'
import { refuse } from './problem.ts'
import { query } from './query.ts'
import type { RequestContext } from './request-context.ts'
import type { SignedIn } from './signed-in.ts'
import { pageSchema, pageView } from './views/page-view.ts'
import { syncedSchema, syncedView, templateSchema, templateView } from './views/template-view.ts'

export type TemplateUseCases = Readonly<{ listTemplates: ListTemplates; syncTemplates: SyncTemplates }>

const tag = 'Templates'
const templatesQuery = v.object({
  name: v.optional(shortText),
  language: v.optional(shortText),
  status: v.optional(shortText),
  ...pageQuery,
})

export const templateRoutes = ({ listTemplates, syncTemplates }: TemplateUseCases, signedIn: SignedIn) =>
  new Hono<RequestContext>()
    .get(
      '/templates',
      describe({
        tag,
        summary: 'The templates as WhatsApp had them at the last synchronization, by name and language',
        answers: { 200: pageSchema(templateSchema) },
      }),
      signedIn,
      query(templatesQuery),
      (c) => {
        const { name = null, language = null, status = null, limit, cursor = null } = c.req.valid('query')
        return listTemplates({ filter: { name, language, status }, page: { limit, cursor } }).match(
          (page) => c.json(pageView(page, templateView), 200),
          refuse(c),
        )
      },
    )
    .post(
      '/templates/sync',
      describe({ tag, summary: 'Read the templates from WhatsApp now', answers: { 200: syncedSchema } }),
      signedIn,
      (c) =>
        syncTemplates({ viewer: c.var.viewer, origin: originOf(c) }).match(
          (synced) => c.json(syncedView(synced), 200),
          refuse(c),
        ),
    )
