import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { DependencyContainer } from 'tsyringe'
import {
  CLOCK,
  CONFIG,
  DIGEST,
  END_REQUEST,
  GROUPS,
  IDS,
  LIVE_HUB,
  LOGGER,
  MEDIA_STORAGE,
  MEDIA_STAGING,
  MESSAGE_CHANNEL,
  METRICS,
  UNIT_OF_WORK,
  USE_CASES,
  WEBHOOK_ENTRANCE,
  WHATSAPP,
} from './composition/tokens.ts'
import { auditRoutes } from './http/audit-routes.ts'
import { authRoutes } from './http/auth-routes.ts'
import { aroundRequest, hasBrokenOff } from './http/begin-request.ts'
import { internalError } from './http/edge-error.ts'
import { type Health, healthRoutes } from './http/health-routes.ts'
import { makeIdempotent } from './http/idempotent.ts'
import { leadRoutes } from './http/lead-routes.ts'
import { liveRoutes } from './http/live-routes.ts'
import { mediaRoutes } from './http/media-routes.ts'
import { messageRoutes } from './http/message-routes.ts'
import { referenceRoutes } from './http/openapi/reference-routes.ts'
import { participantRoutes } from './http/participant-routes.ts'
import { metricsRoutes } from './http/metrics-routes.ts'
import { problem } from './http/problem.ts'
import { pushRoutes } from './http/push-routes.ts'
import type { RequestContext } from './http/request-context.ts'
import { reviewRoutes } from './http/review-routes.ts'
import { roomRoutes } from './http/room-routes.ts'
import { createRouter } from './http/router.ts'
import { sendingRoutes } from './http/sending-routes.ts'
import { bearerToken, makeSignedIn } from './http/signed-in.ts'
import { settingsRoutes } from './http/settings-routes.ts'
import { subscriptionRoutes } from './http/subscription-routes.ts'
import { templateRoutes } from './http/template-routes.ts'
import { unmatched } from './http/unmatched.ts'
import { uploadRoutes } from './http/upload-routes.ts'
import { userRoutes } from './http/user-routes.ts'
import { webhookRoutes } from './http/webhook-routes.ts'
import { version } from './version.ts'
import { makeCheckConnection } from './webhook/check-connection.ts'

export type App = ReturnType<typeof createApp>

/** All routes; the type has what a typed client needs to know of them. */
export const createApp = (c: DependencyContainer, health: Health) => {
  const useCases = c.resolve(USE_CASES)
  const { authenticate, sendMessage } = c.resolve(GROUPS)
  const clock = c.resolve(CLOCK)
  const metrics = c.resolve(METRICS)
  const digest = c.resolve(DIGEST)
  const { corsOrigins, metricsToken, allowPrivateTargets } = c.resolve(CONFIG)

  const signedIn = makeSignedIn(authenticate)
  const idempotent = makeIdempotent({ unitOfWork: c.resolve(UNIT_OF_WORK), clock, ids: c.resolve(IDS), digest })
  const form = { staging: c.resolve(MEDIA_STAGING), ids: c.resolve(IDS), clock }
  const isAdmin = async (authorization: string | undefined): Promise<boolean> => {
    const token = bearerToken(authorization)
    if (token === undefined) return false
    return (await authenticate({ token })).map(({ role }) => role === 'admin').unwrapOr(false)
  }

  const app = new Hono<RequestContext>({ router: createRouter() })
  app.use(aroundRequest(c.resolve(LOGGER), c.resolve(END_REQUEST)))
  if (corsOrigins.length > 0)
    app.use(
      cors({
        origin: [...corsOrigins],
        exposeHeaders: ['X-Request-Id', 'Idempotency-Replayed', 'Retry-After'],
        maxAge: 600,
      }),
    )

  const routes = app
    .route('/', authRoutes(useCases, signedIn, clock))
    .route('/', userRoutes(useCases, signedIn, idempotent))
    .route('/', roomRoutes(useCases, signedIn, idempotent))
    .route('/', participantRoutes(useCases, signedIn, idempotent))
    .route('/', leadRoutes(useCases, signedIn))
    .route('/', reviewRoutes(useCases, signedIn))
    .route('/', sendingRoutes({ ...useCases, sendMessage }, form, signedIn, idempotent))
    .route('/', uploadRoutes(useCases, form, signedIn, idempotent))
    .route('/', messageRoutes(useCases, signedIn))
    .route('/', mediaRoutes(useCases, c.resolve(MEDIA_STORAGE), signedIn))
    .route('/', settingsRoutes(useCases, signedIn))
    .route('/', auditRoutes(useCases, signedIn))
    .route('/', subscriptionRoutes(useCases, signedIn, idempotent, allowPrivateTargets))
    .route('/', pushRoutes(useCases, signedIn, idempotent, allowPrivateTargets))
    .route('/', templateRoutes(useCases, signedIn))
    .route(
      '/',
      webhookRoutes({
        verifyToken: c.resolve(WHATSAPP).verifyToken,
        entrance: c.resolve(WEBHOOK_ENTRANCE),
        checkConnection: makeCheckConnection(c.resolve(MESSAGE_CHANNEL), clock),
        isAdmin,
        digest,
      }),
    )
    .route('/', liveRoutes({ hub: c.resolve(LIVE_HUB), authenticate, findLastEvent: useCases.findLastEvent, digest }))
    .route('/', metricsRoutes({ metrics, measure: useCases.measureInstallation, token: metricsToken, digest, clock }))
    .route('/', healthRoutes({ version, health, uptimeSeconds: () => process.uptime() }))
    .route(
      '/',
      referenceRoutes(() => app, version),
    )

  app.notFound(unmatched(app))
  app.onError((error, context) => {
    if (!hasBrokenOff(context.env.incoming)) context.var.log().error({ err: error }, 'a bug')
    return problem(context, internalError())
  })
  return routes
}
