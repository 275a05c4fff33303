import {
  type IdSource,
  type Clock,
  type MediaStaging,
  type MediaType,
  maxBytesOf,
  MAX_UPLOAD,
  parseWith,
  validationFailed,
} from '@boztell/core'
import type { Context, MiddlewareHandler } from 'hono'
import type * as v from 'valibot'
import { unsupportedMediaType } from './edge-error.ts'
import { jsonBody } from './json-body.ts'
import { documented } from './openapi/operation.ts'
import { problem } from './problem.ts'
import { type FileForm, readForm } from './read-form.ts'
import type { RequestContext } from './request-context.ts'

export type FormNeeds = Readonly<{ staging: Pick<MediaStaging, 'receive' | 'discard'>; ids: IdSource; clock: Clock }>

type Parsed<S extends v.GenericSchema> = { in: { json: v.InferInput<S> }; out: { json: v.InferOutput<S> } }

const isForm = (c: Context): boolean => /^multipart\/form-data\s*(;|$)/i.test(c.req.header('content-type') ?? '')

/** What makes a repeated request the same: its fields, whatever their order, and its file. */
const textOf = ({ fields, staged, filename }: FileForm): string =>
  JSON.stringify([Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1)), staged.sha256, filename])

/** Does `work` with a form's file, which is gone from the staging afterwards. */
const withForm = async <T>(
  { staging }: FormNeeds,
  c: Context<RequestContext>,
  maxBytes: number,
  work: (form: FileForm) => Promise<T>,
): Promise<T | Response> => {
  const form = await readForm(c.env.incoming, staging, maxBytes)
  if (form.isErr()) return problem(c, form.error)
  c.set('file', form.value)
  c.set('bodyText', textOf(form.value))
  try {
    return await work(form.value)
  } finally {
    await staging.discard(form.value.staged)
  }
}

/** A form with a file and nothing else. */
export const fileBody = (needs: FormNeeds): MiddlewareHandler<RequestContext> =>
  documented({ form: { fields: null, file: 'required' } }, async (c, next) => {
    if (!isForm(c)) return problem(c, unsupportedMediaType('multipart/form-data'))
    return withForm(needs, c, MAX_UPLOAD, async ({ fields }) => {
      const [stranger] = Object.keys(fields)
      if (stranger !== undefined) return problem(c, validationFailed({ path: stranger, message: 'is not known here' }))
      await next()
      return undefined
    })
  })

/** As `jsonBody`, or a form with the same fields and a file of this kind in the place of `media`. */
export const jsonOrFormBody = <S extends v.GenericSchema>(
  needs: FormNeeds,
  kind: MediaType,
  schema: S,
): MiddlewareHandler<RequestContext, string, Parsed<S>> => {
  const json = jsonBody(schema)
  return documented({ body: schema, form: { fields: schema, file: 'instead of media' } }, async (c, next) => {
    if (!isForm(c)) return json(c, next)
    return withForm(needs, c, maxBytesOf(kind), async ({ fields }) => {
      if ('media' in fields)
        return problem(c, validationFailed({ path: 'media', message: 'is not known beside a file' }))
      const { voice, ...texts } = fields
      const media = { id: needs.ids.newId(needs.clock.now()) }
      const input = { ...texts, ...(voice !== undefined && { voice: flags[voice] ?? voice }), media }
      const parsed = parseWith(schema as v.GenericSchema<unknown, object>, input)
      if (parsed.isErr()) return problem(c, parsed.error)
      c.req.addValidatedData('json', parsed.value)
      await next()
      return undefined
    })
  })
}

const flags: Readonly<Record<string, boolean>> = { true: true, false: false }
