import { parseWith } from '@boztell/core'
import type { MiddlewareHandler } from 'hono'
import { err, ok, Result } from 'neverthrow'
import type * as v from 'valibot'
import { invalidJson, type UnsupportedMediaType, unsupportedMediaType } from './edge-error.ts'
import { documented } from './openapi/operation.ts'
import { problem } from './problem.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'

const MEGABYTE = 1024 * 1024
const JSON_LIMIT = MEGABYTE

type Parsed<S extends v.GenericSchema> = { in: { json: v.InferInput<S> }; out: { json: v.InferOutput<S> } }

/** Reads a JSON body and parses it by `schema`; handlers get it by `c.req.valid('json')`. No body at all is `{}` where it `mayBeMissing`. */
export const jsonBody = <S extends v.GenericSchema>(
  schema: S,
  { mayBeMissing = false }: Readonly<{ mayBeMissing?: boolean }> = {},
): MiddlewareHandler<RequestContext, string, Parsed<S>> =>
  documented({ body: schema, bodyMayBeMissing: mayBeMissing }, async (c, next) => {
    const isJson = mediaTypeOf(c.req.header('content-type'))
    if (isJson.isErr() && !mayBeMissing) return problem(c, isJson.error)
    const bytes = await readBody(c.req.raw, JSON_LIMIT)
    if (bytes.isErr()) return problem(c, bytes.error)
    const isMissing = mayBeMissing && bytes.value.length === 0
    if (isJson.isErr() && !isMissing) return problem(c, isJson.error)
    const text = decode(bytes.value)
    if (text.isErr()) return problem(c, text.error)
    c.set('bodyText', text.value)
    const input = isMissing ? ok({}) : parseJson(text.value)
    if (input.isErr()) return problem(c, input.error)
    const parsed = parseWith(schema as v.GenericSchema<unknown, object>, input.value)
    if (parsed.isErr()) return problem(c, parsed.error)
    c.req.addValidatedData('json', parsed.value)
    await next()
    return
  })

const mediaTypeOf = (contentType: string | undefined): Result<void, UnsupportedMediaType> =>
  /^application\/json\s*(;|$)/i.test(contentType ?? '') ? ok() : err(unsupportedMediaType('application/json'))

const utf8 = new TextDecoder('utf-8', { fatal: true })
const decode = Result.fromThrowable(
  (bytes: Uint8Array) => utf8.decode(bytes),
  () => invalidJson('The body is not UTF-8.'),
)
const parseJson = Result.fromThrowable(
  (text: string): unknown => JSON.parse(text),
  () => invalidJson('The body could not be parsed.'),
)
