import type { MiddlewareHandler } from 'hono'
import { type GraphEnv, refuse } from './graph-env.ts'
import { removedVersion, tokenError } from './graph-error.ts'

const oldestVersion = 23

/** Refuses versions that Meta has removed by now. */
export const checkVersion: MiddlewareHandler<GraphEnv> = async (c, next) => {
  const version = c.req.param('version') ?? ''
  return Number(version.slice(1)) < oldestVersion ? refuse(c, removedVersion(version)) : next()
}

/** Refuses a request without the one token. */
export const authorize: MiddlewareHandler<GraphEnv> = async (c, next) => {
  const { settings } = c.get('simulator')
  const token = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1]
  if (token === undefined) return refuse(c, tokenError('missing'))
  if (settings.tokenState !== 'valid') return refuse(c, tokenError(settings.tokenState))
  return token === settings.token ? next() : refuse(c, tokenError('invalid'))
}
