import { Hono } from 'hono'
import { injectFaults } from '../faults/inject-faults.ts'
import type { Simulator } from '../simulator.ts'
import { authorize, checkVersion } from './authorize.ts'
import { type GraphEnv, refuse } from './graph-env.ts'
import { unknownPath } from './graph-error.ts'
import { mediaBytes, mediaRoutes } from './media-routes.ts'
import { messageRoutes } from './message-routes.ts'
import { objectRoutes } from './object-routes.ts'
import { recordRequests } from './record-requests.ts'
import { templateRoutes } from './template-routes.ts'

/** Meta's side of the wire: everything that graph.facebook.com and its media host answer. */
export const graphApp = (simulator: Simulator): Hono<GraphEnv> => {
  const versioned = new Hono<GraphEnv>()
    .use(recordRequests, injectFaults, checkVersion, authorize)
    .route('/', messageRoutes)
    .route('/', mediaRoutes)
    .route('/', objectRoutes)
    .route('/', templateRoutes)
  return new Hono<GraphEnv>()
    .use(async (c, next) => {
      c.set('simulator', simulator)
      await next()
    })
    .use('/whatsapp_business/attachments/', recordRequests, injectFaults, authorize)
    .get('/whatsapp_business/attachments/', mediaBytes)
    .route('/:version{v\\d+\\.0}', versioned)
    .notFound((c) => refuse(c, unknownPath(c.req.path)))
}
