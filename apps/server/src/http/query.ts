import { parseWith } from '@boztell/core'
import type { MiddlewareHandler } from 'hono'
import type * as v from 'valibot'
import { documented } from './openapi/operation.ts'
import { problem } from './problem.ts'
import type { RequestContext } from './request-context.ts'

type Parsed<S extends v.GenericSchema> = { in: { query: v.InferInput<S> }; out: { query: v.InferOutput<S> } }

/** Parses the query by `schema`; handlers get it by `c.req.valid('query')`. */
export const query = <S extends v.GenericSchema>(schema: S): MiddlewareHandler<RequestContext, string, Parsed<S>> =>
  documented({ query: schema }, async (c, next) => {
    const parsed = parseWith(schema as v.GenericSchema<unknown, object>, c.req.query())
    if (parsed.isErr()) return problem(c, parsed.error)
    c.req.addValidatedData('query', parsed.value)
    await next()
    return
  })
