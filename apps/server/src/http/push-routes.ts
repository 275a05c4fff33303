import {
  type DeletePushSubscription,
  type ListPushSubscriptions,
  pushSubscriptionIdSchema,
  pushSubscriptionInput,
  type SubscribeToPush,
  type ViewPushKey,
} from '@boztell/core'
import { Hono } from 'hono'
import { okAsync } from 'neverthrow'
import * as v from 'valibot'
import type { Idempotent } from './idempotent.ts'
import { jsonBody } from './json-body.ts'
import { describe } from './openapi/operation.ts'
import { pathId } from './path-id.ts'
import { refuse } from './problem.ts'
import type { RequestContext } from './request-context.ts'
import type { SignedIn } from './signed-in.ts'
import { pageSchema, pageView } from './views/page-view.ts'
import { pushSubscriptionSchema, pushSubscriptionView } from './views/push-subscription-view.ts'

export type PushUseCases = Readonly<{
  subscribeToPush: SubscribeToPush
  listPushSubscriptions: ListPushSubscriptions
  deletePushSubscription: DeletePushSubscription
  viewPushKey: ViewPushKey
}>

const tag = 'Push'
const pushSubscriptionId = pathId('id', pushSubscriptionIdSchema, 'push_subscription')

export const pushRoutes = (useCases: PushUseCases, signedIn: SignedIn, idempotent: Idempotent, allowHttp: boolean) =>
  new Hono<RequestContext>()
    .get(
      '/push-subscriptions/key',
      describe({
        tag,
        summary: 'The key to subscribe with: the applicationServerKey of a browser',
        answers: { 200: v.object({ public_key: v.string() }) },
      }),
      signedIn,
      (c) => useCases.viewPushKey().match((public_key) => c.json({ public_key }, 200), refuse(c)),
    )
    .get(
      '/push-subscriptions',
      describe({
        tag,
        summary: 'The own browsers that are told, oldest first',
        answers: { 200: pageSchema(pushSubscriptionSchema) },
      }),
      signedIn,
      (c) =>
        useCases
          .listPushSubscriptions({ viewer: c.var.viewer })
          .match((data) => c.json(pageView({ data, nextCursor: null }, pushSubscriptionView), 200), refuse(c)),
    )
    .post(
      '/push-subscriptions',
      describe({
        tag,
        summary: 'Tell this browser of messages while no socket is open',
        answers: { 201: pushSubscriptionSchema },
      }),
      signedIn,
      jsonBody(pushSubscriptionInput({ allowHttp })),
      idempotent(() => okAsync()),
      (c) => {
        const { endpoint, keys } = c.req.valid('json')
        return useCases
          .subscribeToPush({ viewer: c.var.viewer, endpoint, ...keys })
          .match((subscription) => c.json(pushSubscriptionView(subscription), 201), refuse(c))
      },
    )
    .delete(
      '/push-subscriptions/:id',
      describe({ tag, summary: 'Tell a browser of ours nothing more', answers: { 204: null } }),
      signedIn,
      pushSubscriptionId,
      (c) =>
        useCases
          .deletePushSubscription({ viewer: c.var.viewer, pushSubscriptionId: c.req.valid('param').id })
          .match(() => c.body(null, 204), refuse(c)),
    )
