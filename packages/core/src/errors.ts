import type { UserId } from './user/user.ts'

/** Every error that a caller can act on. `type` is the API's `code`, letter for letter. */
export type CoreError =
  | Unavailable
  | ValidationFailed
  | Unauthenticated
  | InvalidCredentials
  | AccountPending
  | AccountSuspended
  | EmailTaken
  | LastAdmin
  | SetupTokenRequired
  | RegistrationClosed
  | Forbidden
  | NotFound
  | UserIdRequired
  | UserIdMismatch
  | RoomAssignedElsewhere
  | OutsideServiceWindow
  | NotRetryable
  | AlreadyClaimed
  | AlreadyResolved
  | TemplateNotFound
  | TemplateNotSendable
  | MarketingOptedOut
  | WhatsAppUnreachable
  | IdempotencyKeyReused
  | IdempotencyInProgress

/** The store can't be reached; nothing was done and the same call may be made again. */
export type Unavailable = Readonly<{ type: 'unavailable'; reason: string }>
export const unavailable = (reason: string): Unavailable => ({ type: 'unavailable', reason })

/** `path` is dotted with indexes: `sections.0.rows.3.title`; empty for the whole. */
export type Problem = Readonly<{ path: string; message: string }>
export type ValidationFailed = Readonly<{ type: 'validation_failed'; problems: readonly Problem[] }>
export const validationFailed = (...problems: readonly Problem[]): ValidationFailed => ({
  type: 'validation_failed',
  problems,
})

export type Unauthenticated = Readonly<{ type: 'unauthenticated' }>
export const unauthenticated = (): Unauthenticated => ({ type: 'unauthenticated' })

/** `status` follows who asks: a login is refused, an already known user gave a wrong current password. */
export type InvalidCredentials = Readonly<{ type: 'invalid_credentials'; asked: 'login' | 'current_password' }>
export const invalidCredentials = (asked: InvalidCredentials['asked']): InvalidCredentials => ({
  type: 'invalid_credentials',
  asked,
})

export type AccountPending = Readonly<{ type: 'account_pending' }>
export const accountPending = (): AccountPending => ({ type: 'account_pending' })

export type AccountSuspended = Readonly<{ type: 'account_suspended' }>
export const accountSuspended = (): AccountSuspended => ({ type: 'account_suspended' })

export type EmailTaken = Readonly<{ type: 'email_taken'; email: string }>
export const emailTaken = (email: string): EmailTaken => ({ type: 'email_taken', email })

export type LastAdmin = Readonly<{ type: 'last_admin'; userId: UserId }>
export const lastAdmin = (userId: UserId): LastAdmin => ({ type: 'last_admin', userId })

export type SetupTokenRequired = Readonly<{ type: 'setup_token_required' }>
export const setupTokenRequired = (): SetupTokenRequired => ({ type: 'setup_token_required' })

export type RegistrationClosed = Readonly<{ type: 'registration_closed' }>
export const registrationClosed = (): RegistrationClosed => ({ type: 'registration_closed' })

export type Forbidden = Readonly<{ type: 'forbidden'; needs: string }>
export const forbidden = (needs: string): Forbidden => ({ type: 'forbidden', needs })

/** Also what somebody hears who may not see it (D11). */
export type NotFound = Readonly<{
  type: 'not_found'
  what:
    | 'user'
    | 'room'
    | 'lead'
    | 'message'
    | 'participant'
    | 'review_item'
    | 'webhook_failure'
    | 'subscription'
    | 'push_subscription'
    | 'media'
  id: string
}>
export const notFound = (what: NotFound['what'], id: string): NotFound => ({ type: 'not_found', what, id })

export type UserIdRequired = Readonly<{ type: 'user_id_required' }>
export const userIdRequired = (): UserIdRequired => ({ type: 'user_id_required' })

export type UserIdMismatch = Readonly<{ type: 'user_id_mismatch' }>
export const userIdMismatch = (): UserIdMismatch => ({ type: 'user_id_mismatch' })

export type RoomAssignedElsewhere = Readonly<{ type: 'room_assigned_elsewhere'; phone: string }>
export const roomAssignedElsewhere = (phone: string): RoomAssignedElsewhere => ({
  type: 'room_assigned_elsewhere',
  phone,
})

export type OutsideServiceWindow = Readonly<{ type: 'outside_service_window'; windowExpiresAt: number | null }>
export const outsideServiceWindow = (windowExpiresAt: number | null): OutsideServiceWindow => ({
  type: 'outside_service_window',
  windowExpiresAt,
})

export type NotRetryable = Readonly<{ type: 'not_retryable'; status: string }>
export const notRetryable = (status: string): NotRetryable => ({ type: 'not_retryable', status })

export type AlreadyClaimed = Readonly<{ type: 'already_claimed'; id: string }>
export const alreadyClaimed = (id: string): AlreadyClaimed => ({ type: 'already_claimed', id })

export type AlreadyResolved = Readonly<{ type: 'already_resolved'; id: string }>
export const alreadyResolved = (id: string): AlreadyResolved => ({ type: 'already_resolved', id })

/** `languages`: those in which there is a template of this name. */
export type TemplateNotFound = Readonly<{
  type: 'template_not_found'
  name: string
  language: string
  languages: readonly string[]
}>
export const templateNotFound = (name: string, language: string, languages: readonly string[]): TemplateNotFound => ({
  type: 'template_not_found',
  name,
  language,
  languages,
})

/** `status` and `reason` in WhatsApp's words. */
export type TemplateNotSendable = Readonly<{ type: 'template_not_sendable'; status: string; reason: string | null }>
export const templateNotSendable = (status: string, reason: string | null): TemplateNotSendable => ({
  type: 'template_not_sendable',
  status,
  reason,
})

/** The customer wants no marketing templates. */
export type MarketingOptedOut = Readonly<{ type: 'marketing_opted_out' }>
export const marketingOptedOut = (): MarketingOptedOut => ({ type: 'marketing_opted_out' })

/** WhatsApp did not give what was asked for; `reason` may be shown to whoever asked. */
export type WhatsAppUnreachable = Readonly<{ type: 'whatsapp_unreachable'; reason: string }>
export const whatsappUnreachable = (reason: string): WhatsAppUnreachable => ({ type: 'whatsapp_unreachable', reason })

export type IdempotencyKeyReused = Readonly<{ type: 'idempotency_key_reused' }>
export const idempotencyKeyReused = (): IdempotencyKeyReused => ({ type: 'idempotency_key_reused' })

export type IdempotencyInProgress = Readonly<{ type: 'idempotency_in_progress' }>
export const idempotencyInProgress = (): IdempotencyInProgress => ({ type: 'idempotency_in_progress' })
