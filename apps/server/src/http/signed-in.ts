import { type Authenticate, unauthenticated } from '@boztell/core'
import type { MiddlewareHandler } from 'hono'
import { documented } from './openapi/operation.ts'
import { problem } from './problem.ts'
import type { SignedInContext } from './request-context.ts'

export type SignedIn = MiddlewareHandler<SignedInContext>

/** Lets nobody pass without a token that is good now. */
export const makeSignedIn = (authenticate: Authenticate): SignedIn =>
  documented({ signedIn: true }, async (c, next) => {
    const token = bearerToken(c.req.header('authorization'))
    if (token === undefined) return problem(c, unauthenticated())
    const viewer = await authenticate({ token })
    if (viewer.isErr()) return problem(c, viewer.error)
    c.set('viewer', viewer.value)
    c.set('token', token)
    await next()
    return
  })

export const bearerToken = (header: string | undefined): string | undefined =>
  /^Bearer +([\w.~+/-]{1,512}=*) *$/i.exec(header ?? '')?.[1]
