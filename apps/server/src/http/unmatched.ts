import type { Hono, NotFoundHandler } from 'hono'
import { methodNotAllowed, unknownRoute } from './edge-error.ts'
import { problem } from './problem.ts'
import type { RequestContext } from './request-context.ts'

type Route = Readonly<{ method: string; pattern: RegExp }>

/** Answers what no route takes: 405 where another method would be taken, else 404. */
export const unmatched = ({ routes }: Pick<Hono, 'routes'>): NotFoundHandler<RequestContext> => {
  const known = routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }): Route => ({ method, pattern: new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`) }))
  return (c) => {
    const methods = new Set(known.filter(({ pattern }) => pattern.test(c.req.path)).map(({ method }) => method))
    if (methods.has('GET')) methods.add('HEAD')
    return problem(c, methods.size > 0 ? methodNotAllowed([...methods].sort()) : unknownRoute(c.req.path))
  }
}
