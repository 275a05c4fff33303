import type { MiddlewareHandler } from 'hono'
import type * as v from 'valibot'

/** What one handler of a route says of it; those of all its handlers together are its operation in the document. */
export type OperationPart = Readonly<{
  summary?: string
  tag?: string
  /** By status; null where there is no body, a media type where it is no JSON. */
  answers?: Readonly<Record<number, v.GenericSchema | string | null>>
  body?: v.GenericSchema
  bodyMayBeMissing?: boolean
  /** A multipart form with a part `file`, and with the fields of a body but `media`; null where there are none. */
  form?: Readonly<{ fields: v.GenericSchema | null; file: 'required' | 'instead of media' }>
  query?: v.GenericSchema
  headers?: Readonly<Record<string, string>>
  signedIn?: boolean
}>

const PART = Symbol('operation part')

/** Hangs its part of the documentation on a handler, so that what validates is what is documented. */
export const documented = <H extends object>(part: OperationPart, handler: H): H =>
  Object.assign(handler, { [PART]: part })

export const partOf = (handler: object): OperationPart => (handler as { [PART]?: OperationPart })[PART] ?? {}

/** Says what a route is for and answers; when the route runs, it is left out. */
export const describe = (part: Required<Pick<OperationPart, 'summary' | 'tag' | 'answers'>>): MiddlewareHandler => {
  const pass: MiddlewareHandler = (_c, next) => next()
  passing.add(pass)
  return documented(part, pass)
}

const passing = new WeakSet<object>()
export const onlyDocuments = (handler: object): boolean => passing.has(handler)
