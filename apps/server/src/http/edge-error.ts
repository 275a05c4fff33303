/** What only HTTP knows to go wrong; `type` is the API's `code`, as with core's errors. */
export type EdgeError =
  | InvalidJson
  | InvalidWebhook
  | PayloadTooLarge
  | UnsupportedMediaType
  | UnknownRoute
  | UpgradeRequired
  | MethodNotAllowed
  | RateLimited
  | InternalError

export type InvalidJson = Readonly<{ type: 'invalid_json'; reason: string }>
export const invalidJson = (reason: string): InvalidJson => ({ type: 'invalid_json', reason })

export type InvalidWebhook = Readonly<{ type: 'invalid_webhook'; reason: string }>

export type PayloadTooLarge = Readonly<{ type: 'payload_too_large'; limit: number }>
/** `limit` in bytes. */
export const payloadTooLarge = (limit: number): PayloadTooLarge => ({ type: 'payload_too_large', limit })

export type UnsupportedMediaType = Readonly<{ type: 'unsupported_media_type'; expected: string }>
export const unsupportedMediaType = (expected: string): UnsupportedMediaType => ({
  type: 'unsupported_media_type',
  expected,
})

export type UnknownRoute = Readonly<{ type: 'not_found'; what: 'route'; id: string }>
export const unknownRoute = (path: string): UnknownRoute => ({ type: 'not_found', what: 'route', id: path })

export type MethodNotAllowed = Readonly<{ type: 'method_not_allowed'; allowed: readonly string[] }>
export const methodNotAllowed = (allowed: readonly string[]): MethodNotAllowed => ({
  type: 'method_not_allowed',
  allowed,
})

/** The address speaks WebSocket only. */
export type UpgradeRequired = Readonly<{ type: 'upgrade_required' }>
export const upgradeRequired = (): UpgradeRequired => ({ type: 'upgrade_required' })

export type RateLimited = Readonly<{ type: 'rate_limited'; retryAfterSeconds: number }>
export const rateLimited = (retryAfterSeconds: number): RateLimited => ({ type: 'rate_limited', retryAfterSeconds })

/** A bug: what it was stands in the log. */
export type InternalError = Readonly<{ type: 'internal_error' }>
export const internalError = (): InternalError => ({ type: 'internal_error' })
