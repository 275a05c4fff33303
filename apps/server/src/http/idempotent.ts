import {
  type Clock,
  type Digest,
  idempotencyInProgress,
  idempotencyKeyReused,
  IDEMPOTENCY_KEY_LIFETIME,
  type IdempotencyInProgress,
  type IdempotencyKeyReused,
  type IdSource,
  type JsonObject,
  type KeyedRequest,
  MINUTE,
  type NotFound,
  type Forbidden,
  type Unavailable,
  type UnitOfWork,
  type User,
  validationFailed,
} from '@boztell/core'
import type { Context, MiddlewareHandler } from 'hono'
import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import { documented } from './openapi/operation.ts'
import { problem } from './problem.ts'
import type { SignedInContext } from './request-context.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; ids: IdSource; digest: Digest }>

/** Handlers find the id for what they create here: the same again when a request is run again. */
export type IdempotentContext = SignedInContext & { Variables: { resourceId: string } }

/** Whether the user may (still) see what an earlier answer shows; `path` has the ids of the request's path. */
export type MaySee = (
  viewer: User,
  answer: JsonObject,
  path: Readonly<Record<string, string>>,
) => ResultAsync<unknown, NotFound | Forbidden | Unavailable>

export type Idempotent = (maySee: MaySee) => MiddlewareHandler<IdempotentContext>

/** How long a request may take before it counts as stopped, for example by a crash. */
const LEASE = MINUTE

/** Gives a repeated request (same user, same Idempotency-Key) its first answer instead of doing it twice. */
export const makeIdempotent = ({ unitOfWork, clock, ids, digest }: Needs): Idempotent => {
  const begin = (viewer: User, key: string, fingerprint: string) =>
    unitOfWork.run(({ idempotencyKeys }) =>
      safeTry<KeyedRequest, IdempotencyKeyReused | IdempotencyInProgress | Unavailable>(async function* () {
        const now = clock.now()
        const fresh: KeyedRequest = {
          userId: viewer.id,
          key,
          fingerprint,
          resourceId: ids.newId(now),
          startedAt: now,
          answer: null,
        }
        const { begun, request } = yield* await idempotencyKeys.begin(fresh, now - IDEMPOTENCY_KEY_LIFETIME)
        if (request.fingerprint !== fingerprint) return err(idempotencyKeyReused())
        if (begun || request.answer !== null) return ok(request)
        const resumed = yield* await idempotencyKeys.resume(request, now - LEASE, now)
        return resumed ? ok({ ...request, startedAt: now }) : err(idempotencyInProgress())
      }),
    )

  const settle = (request: KeyedRequest, status: number, body: JsonObject) =>
    unitOfWork.run(({ idempotencyKeys }) => {
      if (status < 300) return idempotencyKeys.answer(request, { status, body, location: null })
      if (status < 500) return idempotencyKeys.release(request)
      // Nobody knows whether it was done: the next try may begin at once, but with the same resource id.
      const now = clock.now()
      return idempotencyKeys.resume(request, now + 1, now - LEASE - 1).map(() => undefined)
    })

  const replay = async (c: Context<IdempotentContext>, maySee: MaySee, answer: NonNullable<KeyedRequest['answer']>) => {
    const seen = await maySee(c.var.viewer, answer.body, c.req.param())
    if (seen.isErr()) return problem(c, seen.error)
    c.header('Idempotency-Replayed', 'true')
    return c.json(answer.body, answer.status as 200)
  }

  return (maySee) =>
    documented(
      { headers: { 'Idempotency-Key': 'Makes it safe to repeat the request, for 24 hours; 1 to 255 characters.' } },
      async (c, next) => {
        const key = c.req.header('idempotency-key')
        if (key === undefined) {
          c.set('resourceId', ids.newId(clock.now()))
          await next()
          return
        }
        if (!/^[\x20-\x7e]{1,255}$/.test(key))
          return problem(c, validationFailed({ path: 'Idempotency-Key', message: 'must have 1 to 255 characters' }))

        const fingerprint = digest.sha256([c.req.method, c.req.path, c.var.bodyText].join('\n')).toHex()
        const begun = await begin(c.var.viewer, key, fingerprint)
        if (begun.isErr()) return problem(c, begun.error)
        const request = begun.value
        if (request.answer !== null) return replay(c, maySee, request.answer)

        c.set('resourceId', request.resourceId)
        await next()
        const body = c.res.ok ? ((await c.res.clone().json()) as JsonObject) : {}
        const settled = await settle(request, c.res.status, body)
        if (settled.isErr())
          c.var.log().warn({ reason: settled.error.reason }, 'the Idempotency-Key stays in use for now')
        return
      },
    )
}
