import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'

/** A refusal of the control API: `{error}`. */
export const controlRefusal = (status: 403 | 404 | 422, error: string): HTTPException =>
  new HTTPException(status, { res: Response.json({ error }, { status }) })

/** The request's JSON in a form; an empty body is an empty object; anything else ends in 422 with the path. */
export const readInput = async <S extends v.GenericSchema>(c: Context, schema: S): Promise<v.InferOutput<S>> => {
  const text = await c.req.text()
  let json: unknown
  try {
    json = text === '' ? {} : JSON.parse(text)
  } catch {
    throw controlRefusal(422, 'The body is not JSON.')
  }
  return parse(schema, json)
}

/** The same of the query. */
export const readQuery = <S extends v.GenericSchema>(c: Context, schema: S): v.InferOutput<S> =>
  parse(schema, c.req.query())

const parse = <S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> => {
  const result = v.safeParse(schema, input)
  if (result.success) return result.output
  throw controlRefusal(
    422,
    result.issues.map((issue) => `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`).join('; '),
  )
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Without the fields that are undefined, so that they don't overwrite. */
export const defined = <T extends object>(value: T): Partial<Defined<T>> =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<Defined<T>>
