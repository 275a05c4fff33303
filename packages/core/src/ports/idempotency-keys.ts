import type { Instant } from '../instant.ts'
import type { JsonObject } from '../json.ts'
import type { UserId } from '../user/user.ts'
import type { Stored } from './unit-of-work.ts'

/** One request under an Idempotency-Key. */
export type KeyedRequest = Readonly<{
  userId: UserId
  key: string
  /** Hex SHA-256 of method, path and body. */
  fingerprint: string
  /** The id for what the request creates, made at the first try and the same at every further one, so that a repeated run is seen. */
  resourceId: string
  startedAt: Instant
  /** null while it runs. */
  answer: Readonly<{ status: number; body: JsonObject; location: string | null }> | null
}>

export interface IdempotencyKeys {
  /** Adds the request, unless the user has used the key since `since`; answers the one that is there (then `begun` is false). */
  begin(request: KeyedRequest, since: Instant): Stored<Readonly<{ begun: boolean; request: KeyedRequest }>>
  /** Lets a request that stopped without an answer before `before` start again at `now`; false if another did so first. */
  resume(request: KeyedRequest, before: Instant, now: Instant): Stored<boolean>
  answer(request: KeyedRequest, answer: NonNullable<KeyedRequest['answer']>): Stored<void>
  /** Frees the key of a refused request. */
  release(request: KeyedRequest): Stored<void>
  forget(before: Instant): Stored<void>
}
