import {
  type Clock,
  type LogIn,
  type LogOut,
  logInInput,
  MINUTE,
  type Register,
  registerInput,
  type UpdateProfile,
  updateProfileInput,
} from '@boztell/core'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import * as v from 'valibot'
import { clientAddress, originOf } from './client-address.ts'
import { jsonBody } from './json-body.ts'
import { describe } from './openapi/operation.ts'
import { problem, refuse } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'
import type { RequestContext } from './request-context.ts'
import type { SignedIn } from './signed-in.ts'
import { time, timeOf, timeOrNull } from './views/time.ts'
import { userSchema, userView } from './views/user-view.ts'

export type AuthUseCases = Readonly<{ register: Register; logIn: LogIn; logOut: LogOut; updateProfile: UpdateProfile }>

const tag = 'Authentication'
const registered = v.object({ user: userSchema, token: v.nullable(v.string()), expires_at: v.nullable(time) })
const loggedIn = v.object({ user: userSchema, token: v.string(), expires_at: time })

/** Tries a minute from one address with one email; whoever gets in starts anew. */
const TRIES = 30
/** Log-ins a minute that one address may fail at, whatever the emails: each is a line of the audit log, which is never emptied. */
const FAILURES = 60

export const authRoutes = (
  { register, logIn, logOut, updateProfile }: AuthUseCases,
  signedIn: SignedIn,
  clock: Clock,
) => {
  const tries = createRateLimit({ clock, limit: TRIES, windowMs: MINUTE })
  type WithEmail = { in: { json: { email: string } }; out: { json: { email: string } } }
  const triesOf = (address: string, path: string, email: string) => [address, path, email].join('\u001f')
  const limitTries = createMiddleware<RequestContext, string, WithEmail>(async (c, next) => {
    const key = triesOf(clientAddress(c), c.req.path, c.req.valid('json').email)
    const counted = tries.count(key)
    if (counted.isErr()) return problem(c, counted.error)
    await next()
    if (c.res.ok) tries.forget(key)
    return
  })

  const failures = createRateLimit({ clock, limit: FAILURES, windowMs: MINUTE })
  /** Counted before it is known how it ends, so that those at once count as well. */
  const limitFailures = createMiddleware<RequestContext>(async (c, next) => {
    const address = clientAddress(c)
    const counted = failures.count(address)
    if (counted.isOk()) await next()
    const isFailure = counted.isOk() && (c.res.status === 401 || c.res.status === 403)
    if (!isFailure) failures.uncount(address)
    return counted.isErr() ? problem(c, counted.error) : undefined
  })

  return new Hono<RequestContext>()
    .post(
      '/auth/register',
      describe({ tag, summary: 'Make an account; the first one is the admin', answers: { 201: registered } }),
      jsonBody(registerInput),
      limitTries,
      (c) => {
        const { name, email, password, setup_token } = c.req.valid('json')
        return register({ name, email, password, setupToken: setup_token ?? null, origin: originOf(c) }).match(
          ({ user, token, expiresAt }) =>
            c.json({ user: userView(user), token, expires_at: timeOrNull(expiresAt) }, 201),
          refuse(c),
        )
      },
    )
    .post(
      '/auth/login',
      describe({ tag, summary: 'Get a token', answers: { 200: loggedIn } }),
      jsonBody(logInInput),
      limitFailures,
      limitTries,
      (c) =>
        logIn({ ...c.req.valid('json'), origin: originOf(c) }).match(
          ({ user, token, expiresAt }) => c.json({ user: userView(user), token, expires_at: timeOf(expiresAt) }, 200),
          refuse(c),
        ),
    )
    .post('/auth/logout', describe({ tag, summary: 'End this session', answers: { 204: null } }), signedIn, (c) =>
      logOut({ token: c.var.token }).match(() => c.body(null, 204), refuse(c)),
    )
    .get(
      '/auth/profile',
      describe({ tag, summary: 'Who the token belongs to', answers: { 200: userSchema } }),
      signedIn,
      (c) => c.json(userView(c.var.viewer), 200),
    )
    .patch(
      '/auth/profile',
      describe({ tag, summary: 'Change your own name, availability or password', answers: { 200: userSchema } }),
      signedIn,
      jsonBody(updateProfileInput),
      (c) => {
        const { name, availability, password, current_password: current } = c.req.valid('json')
        return updateProfile({
          viewer: c.var.viewer,
          origin: originOf(c),
          token: c.var.token,
          name,
          availability,
          password: password !== undefined && current !== undefined ? { current, next: password } : undefined,
        }).match((user) => c.json(userView(user), 200), refuse(c))
      },
    )
}
