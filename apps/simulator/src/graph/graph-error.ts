import { newTraceId } from '../identifiers.ts'

/** A refusal in Meta's words, with the HTTP status it travels under. */
export type GraphError = Readonly<{
  httpStatus: number
  code: number
  message: string
  type: string
  subcode?: number
  details?: string
}>

/** Titles and HTTP statuses of Meta's error reference. */
const known: Readonly<Record<number, readonly [title: string, httpStatus: number]>> = {
  0: ['AuthException', 401],
  1: ['An unknown error occurred', 400],
  2: ['Service temporarily unavailable', 503],
  3: ['Application does not have the capability to make this API call.', 500],
  4: ['Application request limit reached', 400],
  10: ['Application does not have permission for this action', 403],
  33: ['Parameter value is not valid', 400],
  100: ['Invalid parameter', 400],
  190: ['Invalid OAuth access token - Cannot parse access token', 401],
  368: ['Temporarily blocked for policies violations', 403],
  80007: ['Rate limit issues', 400],
  130403: ['Business has blocked or is blocked by this user', 403],
  130429: ['Rate limit hit', 400],
  130472: ["User's number is part of an experiment", 400],
  130497: ['Business account is restricted from messaging users in this country.', 403],
  131000: ['Something went wrong', 500],
  131005: ['Access denied', 403],
  131008: ['Required parameter is missing', 400],
  131009: ['Parameter value is not valid', 400],
  131016: ['Service unavailable', 500],
  131021: ['Recipient cannot be sender', 400],
  131026: ['Message undeliverable', 400],
  131030: ['Recipient phone number not in allowed list', 400],
  131031: ['Account has been locked', 403],
  131037: ['WhatsApp provided number needs display name approval before message can be sent.', 400],
  131042: ['Business eligibility payment issue', 400],
  131045: ['Message failed to send due to an unknown error with the certificate', 500],
  131047: ['Re-engagement message', 400],
  131048: ['Spam rate limit hit', 400],
  131049: ['This message was not delivered to maintain healthy ecosystem engagement.', 400],
  131050: ['User has stopped marketing messages from your business', 400],
  131051: ['Unsupported message type', 400],
  131052: ['Media download error', 400],
  131053: ['Media upload error', 400],
  131055: ['Method not allowed', 405],
  131056: ['(Business Account, Consumer Account) pair rate limit hit', 400],
  131057: ['Account in maintenance mode', 500],
  131062: ['Business-scoped user ids are not supported for this message', 400],
  132000: ['Number of parameters does not match the expected number of params', 400],
  132001: ['Template name does not exist in the translation', 404],
  132005: ['Translated text too long', 400],
  132007: ['Template format character policy violated', 400],
  132012: ['Parameter format does not match format in the created template', 400],
  132015: ['Template is paused', 400],
  132016: ['Template is disabled', 400],
  132018: ['There is an issue with the parameters provided in your template', 400],
  132068: ['Flow is in blocked state', 400],
  132069: ['Flow is in throttled state', 400],
  133004: ['Server temporarily unavailable', 503],
  133010: ['Phone number not registered', 400],
  133016: ['Account register deregister rate limit exceeded', 400],
  135000: ['Generic user error', 400],
}

/** The words of Meta's reference for a code. */
export const titleOf = (code: number): string => known[code]?.[0] ?? 'Something went wrong'

/** A refusal by its code; `details` is what tells a person what to fix. */
export const graphError = (code: number, details?: string): GraphError => ({
  httpStatus: known[code]?.[1] ?? 400,
  code,
  message: `(#${code}) ${titleOf(code)}`,
  type: 'OAuthException',
  ...(details !== undefined && { details }),
})

/** An id that names nothing the caller may see: HTTP 400, not 404. */
export const unknownObject = (method: string, id: string): GraphError => ({
  httpStatus: 400,
  code: 100,
  subcode: 33,
  message:
    `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, ` +
    'or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api',
  type: 'GraphMethodException',
})

/** A path that no Graph endpoint has, or one without a version. */
export const unknownPath = (path: string): GraphError => ({
  httpStatus: 400,
  code: 2500,
  message: `Unknown path components: ${path}`,
  type: 'OAuthException',
})

/** A version that has been removed. */
export const removedVersion = (version: string): GraphError => ({
  httpStatus: 400,
  code: 2635,
  message: `(#2635) You are calling a deprecated version of the API, ${version}. Please update to the latest version: v26.0.`,
  type: 'OAuthException',
})

/** A missing, wrong or expired token. */
export const tokenError = (reason: 'missing' | 'invalid' | 'expired'): GraphError => ({
  httpStatus: 401,
  code: 190,
  type: 'OAuthException',
  ...(reason === 'expired' && { subcode: 463 }),
  message: {
    missing: 'An access token is required to request this resource.',
    invalid: titleOf(190),
    expired: 'Error validating access token: Session has expired.',
  }[reason],
})

/** The JSON body of a refusal. */
export const graphErrorBody = ({ message, type, code, subcode, details }: GraphError) => ({
  error: {
    message,
    type,
    code,
    ...(subcode !== undefined && { error_subcode: subcode }),
    ...(details !== undefined && { error_data: { messaging_product: 'whatsapp', details } }),
    fbtrace_id: newTraceId(),
  },
})
