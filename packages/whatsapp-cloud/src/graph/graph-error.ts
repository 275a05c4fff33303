import * as v from 'valibot'
import { decide, type ErrorAction } from '../whatsapp-errors.ts'

/** WhatsApp said no: nothing was done. */
export type Refused = Readonly<{
  type: 'refused'
  action: Exclude<ErrorAction, 'ambiguous'>
  httpStatus: number
  /** WhatsApp's number; null if the answer had none. */
  code: number | null
  subcode: number | null
  title: string
  details: string | null
  /** What Meta's support asks for. */
  fbtraceId: string | null
  /** Milliseconds WhatsApp asked to wait; null if it did not say. */
  retryAfter: number | null
}>

/** The request never left: it is safe to ask again. `code` is Node's or undici's (`ECONNREFUSED` …). */
export type NotSent = Readonly<{ type: 'not_sent'; code: string; reason: string }>

/** The request went out, and nobody knows what became of it. */
export type Ambiguous = Readonly<{ type: 'ambiguous'; code: string; reason: string }>

export type GraphError = Refused | NotSent | Ambiguous

export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

const looseText = v.fallback(v.optional(v.string()), undefined)
const looseNumber = v.fallback(v.optional(v.number()), undefined)

const errorBody = v.looseObject({
  error: v.looseObject({
    message: looseText,
    code: looseNumber,
    error_subcode: looseNumber,
    error_user_title: looseText,
    error_user_msg: looseText,
    error_data: v.fallback(v.optional(v.union([v.string(), v.looseObject({ details: looseText })])), undefined),
    fbtrace_id: looseText,
  }),
})

/** Reads an answer that is no success; `now` in milliseconds, for a `Retry-After` that is a date. */
export const readRefusal = (
  httpStatus: number,
  headers: AnswerHeaders,
  body: unknown,
  now: number,
): Refused | Ambiguous => {
  const parsed = v.safeParse(errorBody, body)
  const error = parsed.success ? parsed.output.error : undefined
  const code = error?.code ?? null
  const { action, title } = decide(code, httpStatus)
  const said =
    (typeof error?.error_data === 'string' ? error.error_data : error?.error_data?.details) ??
    error?.error_user_msg ??
    error?.message ??
    null
  if (action === 'ambiguous') {
    const trace = error?.fbtrace_id === undefined ? '' : ` (trace ${error.fbtrace_id})`
    return {
      type: 'ambiguous',
      code: code === null ? `http_${httpStatus}` : String(code),
      reason: `HTTP ${httpStatus}: ${said ?? title}${trace}`,
    }
  }
  return {
    type: 'refused',
    action,
    httpStatus,
    code,
    subcode: error?.error_subcode ?? null,
    title,
    details: said,
    fbtraceId: error?.fbtrace_id ?? null,
    retryAfter: readRetryAfter(headers, now),
  }
}

const first = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.[0]

/** Milliseconds to wait, from `Retry-After` (seconds or a date) or `X-Business-Use-Case-Usage` (minutes). */
const readRetryAfter = (headers: AnswerHeaders, now: number): number | null => {
  const header = first(headers['retry-after'])?.trim()
  if (header !== undefined && header !== '') {
    const wait = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now
    if (Number.isFinite(wait)) return Math.max(0, wait)
  }
  return readUsage(first(headers['x-business-use-case-usage']))
}

const usage = v.record(
  v.string(),
  v.array(v.looseObject({ estimated_time_to_regain_access: v.fallback(v.number(), 0) })),
)
const usageHeader = v.pipe(v.string(), v.parseJson(), usage)

const readUsage = (header: string | undefined): number | null => {
  const parsed = v.safeParse(usageHeader, header)
  if (!parsed.success) return null
  const minutes = Object.values(parsed.output)
    .flat()
    .map((use) => use.estimated_time_to_regain_access)
  const longest = Math.max(0, ...minutes)
  return longest > 0 ? longest * 60_000 : null
}
