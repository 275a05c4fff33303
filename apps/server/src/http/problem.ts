import type { CoreError, Unavailable } from '@boztell/core'
import type { Context, TypedResponse } from 'hono'
import * as v from 'valibot'
import type { EdgeError } from './edge-error.ts'
import type { RequestContext } from './request-context.ts'

export type ApiError = CoreError | EdgeError
type ErrorStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 426 | 429 | 500 | 503

type Entry<E> = Readonly<{
  status: ErrorStatus | ((error: E) => ErrorStatus)
  title: string
  /** What to do about it, or more about what is wrong; never anything that only the server may know. */
  detail: (error: E) => string
  headers?: (error: E) => Readonly<Record<string, string>>
}>

/** Every error, as HTTP tells it. */
const entries: { readonly [T in ApiError['type']]: Entry<Extract<ApiError, { type: T }>> } = {
  invalid_json: { status: 400, title: 'The body is no JSON', detail: ({ reason }) => reason },
  invalid_webhook: { status: 400, title: 'The body is no webhook of WhatsApp', detail: ({ reason }) => reason },
  unauthenticated: {
    status: 401,
    title: 'Not signed in',
    detail: () => 'The credentials are missing, wrong, or no longer valid.',
    headers: () => ({ 'WWW-Authenticate': 'Bearer' }),
  },
  invalid_credentials: {
    status: ({ asked }) => (asked === 'login' ? 401 : 403),
    title: 'Wrong credentials',
    detail: ({ asked }) =>
      asked === 'login' ? 'The email or the password is wrong.' : 'The current password is wrong.',
  },
  account_pending: { status: 403, title: 'Account pending', detail: () => 'An admin has to activate the account.' },
  account_suspended: { status: 403, title: 'Account suspended', detail: () => 'An admin has suspended the account.' },
  setup_token_required: {
    status: 403,
    title: 'Setup token required',
    detail: () => "The first user must show the installation's setup_token; the server's log or SETUP_TOKEN has it.",
  },
  registration_closed: { status: 403, title: 'Registration closed', detail: () => 'An admin can add users.' },
  forbidden: { status: 403, title: 'Not allowed', detail: ({ needs }) => `This is for ${needs} only.` },
  user_id_mismatch: {
    status: 403,
    title: 'Not your user_id',
    detail: () => 'user_id must be the id of the user whose token is used.',
  },
  room_assigned_elsewhere: {
    status: 403,
    title: 'Room assigned elsewhere',
    detail: () => 'The room of this phone belongs to others; an admin or supervisor can add you.',
  },
  not_found: {
    status: 404,
    title: 'Not found',
    detail: ({ what }) => `There is no such ${what.replaceAll('_', ' ')}, or it is not yours to see.`,
  },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    detail: ({ allowed }) => `This address takes ${allowed.join(', ')}.`,
    headers: ({ allowed }) => ({ Allow: allowed.join(', ') }),
  },
  email_taken: { status: 409, title: 'Email taken', detail: () => 'Another user has this email address.' },
  last_admin: { status: 409, title: 'Last admin', detail: () => 'Somebody else must be an active admin first.' },
  not_retryable: {
    status: 409,
    title: 'Not retryable',
    detail: ({ status }) => `Only failed and unconfirmed messages can be tried again; this one is ${status}.`,
  },
  already_claimed: {
    status: 409,
    title: 'Already claimed',
    detail: () => 'Somebody has taken it upon themselves; the queue tells who.',
  },
  already_resolved: { status: 409, title: 'Already resolved', detail: () => 'It is done and waits for nobody.' },
  idempotency_in_progress: {
    status: 409,
    title: 'Still in progress',
    detail: () => 'The first request with this Idempotency-Key is still running.',
    headers: () => ({ 'Retry-After': '1' }),
  },
  payload_too_large: {
    status: 413,
    title: 'Payload too large',
    detail: ({ limit }) => `The body may have at most ${limit} bytes.`,
  },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported media type',
    detail: ({ expected }) => `The Content-Type must be ${expected}.`,
  },
  validation_failed: {
    status: 422,
    title: 'Validation failed',
    detail: ({ problems }) => problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; '),
  },
  user_id_required: { status: 422, title: 'user_id required', detail: () => 'Say who is sending, as user_id.' },
  outside_service_window: {
    status: 422,
    title: 'Outside the service window',
    detail: () => "The 24 hours since the customer's last message are over; send a template.",
  },
  template_not_found: {
    status: 422,
    title: 'No such template',
    detail: ({ name, language, languages }) =>
      languages.length === 0
        ? `WhatsApp has no template ${name}.`
        : `WhatsApp has no template ${name} in ${language}, only in ${languages.join(', ')}.`,
  },
  template_not_sendable: {
    status: 422,
    title: 'Template not sendable',
    detail: ({ status, reason }) =>
      `Only approved templates can be sent; this one is ${status}${reason === null ? '' : `, because of ${reason}`}.`,
  },
  marketing_opted_out: {
    status: 422,
    title: 'Opted out of marketing',
    detail: () => 'The customer wants no marketing messages; other templates can be sent.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'Idempotency-Key reused',
    detail: () => 'The key was used for another path or body in the last 24 hours.',
  },
  upgrade_required: {
    status: 426,
    title: 'Upgrade required',
    detail: () => 'This address speaks WebSocket only.',
    headers: () => ({ Upgrade: 'websocket' }),
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    detail: ({ retryAfterSeconds }) => `Try again in ${retryAfterSeconds} s.`,
    headers: ({ retryAfterSeconds }) => ({ 'Retry-After': String(retryAfterSeconds) }),
  },
  whatsapp_unreachable: {
    status: 503,
    title: 'WhatsApp did not answer as hoped',
    detail: ({ reason }) => `${reason}. Nothing was done.`,
  },
  internal_error: { status: 500, title: 'Internal error', detail: () => 'The log has more under the request_id.' },
  unavailable: {
    status: 503,
    title: 'Unavailable',
    detail: () => 'Nothing was done; try again in a moment.',
    headers: () => ({ 'Retry-After': '1' }),
  },
}

const errorCodes = Object.keys(entries)

/** A problem document of RFC 9457. */
export const problemSchema = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  detail: v.string(),
  code: v.picklist(errorCodes),
  request_id: v.string(),
  errors: v.optional(v.array(v.object({ path: v.string(), message: v.string() }))),
})
export type ProblemDocument = v.InferOutput<typeof problemSchema>

export type ProblemResponse = Response & TypedResponse<ProblemDocument, ErrorStatus, 'json'>

/** As much of a handler's context as an answer takes. */
type Answering = Pick<Context, 'body'> & Readonly<{ var: RequestContext['Variables'] }>

export const problem = (c: Answering, error: ApiError): ProblemResponse => {
  if (isOurs(error)) c.var.log().warn({ reason: error.reason }, error.type)
  const { status, headers, document } = problemOf(error, c.var.requestId)
  const response: Response = c.body(JSON.stringify(document), status, headers)
  return response as ProblemResponse
}

/** What is wrong with us and not with the request, and so belongs into the log. */
export const isOurs = (error: ApiError): error is Unavailable => error.type === 'unavailable'

export const problemOf = (error: ApiError, requestId: string) => {
  const { status: statusOf, title, detail, headers } = entries[error.type] as Entry<ApiError>
  const status = typeof statusOf === 'function' ? statusOf(error) : statusOf
  const document: ProblemDocument = {
    type: `urn:boztell:problem:${error.type}`,
    title,
    status,
    detail: detail(error),
    code: error.type,
    request_id: requestId,
    ...(error.type === 'validation_failed' && { errors: [...error.problems] }),
  }
  return { status, headers: { ...headers?.(error), 'Content-Type': 'application/problem+json' }, document }
}

/** Ends a chain of Results: `.match((value) => c.json(value), refuse(c))`. */
export const refuse =
  (c: Answering) =>
  (error: ApiError): ProblemResponse =>
    problem(c, error)
