import { notFound, type NotFound } from '@boztell/core'
import type { MiddlewareHandler } from 'hono'
import * as v from 'valibot'
import { problem } from './problem.ts'
import type { RequestContext } from './request-context.ts'

type Parsed<N extends string, S extends v.GenericSchema<string, string>> = {
  in: { param: { [K in N]: string } }
  out: { param: { [K in N]: v.InferOutput<S> } }
}

/** Reads an id from the path; what can't be one names nothing that exists. */
export const pathId = <const N extends string, S extends v.GenericSchema<string, string>>(
  name: N,
  schema: S,
  what: NotFound['what'],
): MiddlewareHandler<RequestContext, string, Parsed<N, S>> => {
  return async (c, next) => {
    const given = c.req.param(name) ?? ''
    const id = v.safeParse(schema, given.toLowerCase())
    if (!id.success) return problem(c, notFound(what, given))
    c.req.addValidatedData('param', { ...c.req.valid('param'), [name]: id.output })
    await next()
    return
  }
}
