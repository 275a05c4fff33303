import {
  type CreateSubscription,
  type DeleteSubscription,
  type ListDeliveries,
  listQuery,
  type ListSubscriptions,
  type SubscriptionId,
  subscriptionIdSchema,
  subscriptionInputs,
  type TestSubscription,
  type UpdateSubscription,
  type ViewSubscription,
} from '@boztell/core'
import { Hono } from 'hono'
import { originOf } from './client-address.ts'
import type { Idempotent, MaySee } from './idempotent.ts'
import { jsonBody } from './json-body.ts'
import { describe } from './openapi/operation.ts'
import { pathId } from './path-id.ts'
import { refuse } from './problem.ts'
import { query } from './query.ts'
import type { RequestContext } from './request-context.ts'
import type { SignedIn } from './signed-in.ts'
import { pageSchema, pageView } from './views/page-view.ts'
import {
  deliverySchema,
  deliveryView,
  newSubscriptionSchema,
  subscriptionSchema,
  subscriptionView,
} from './views/subscription-view.ts'

export type SubscriptionUseCases = Readonly<{
  createSubscription: CreateSubscription
  listSubscriptions: ListSubscriptions
  viewSubscription: ViewSubscription
  updateSubscription: UpdateSubscription
  deleteSubscription: DeleteSubscription
  listDeliveries: ListDeliveries
  testSubscription: TestSubscription
}>

const tag = 'Subscriptions'
const subscriptionId = pathId('id', subscriptionIdSchema, 'subscription')

export const subscriptionRoutes = (
  useCases: SubscriptionUseCases,
  signedIn: SignedIn,
  idempotent: Idempotent,
  allowHttp: boolean,
) => {
  const inputs = subscriptionInputs({ allowHttp })
  // The secret of one that has gone is shown to nobody.
  const maySee: MaySee = (viewer, { id }) => useCases.viewSubscription({ viewer, subscriptionId: id as SubscriptionId })
  return new Hono<RequestContext>()
    .get(
      '/subscriptions',
      describe({
        tag,
        summary: 'The other systems that are told, oldest first',
        answers: { 200: pageSchema(subscriptionSchema) },
      }),
      signedIn,
      query(listQuery),
      (c) => {
        const { limit, cursor = null } = c.req.valid('query')
        return useCases
          .listSubscriptions({ viewer: c.var.viewer, page: { limit, cursor } })
          .match((page) => c.json(pageView(page, subscriptionView), 200), refuse(c))
      },
    )
    .post(
      '/subscriptions',
      describe({
        tag,
        summary: 'Tell another system what happens; the secret is shown this once',
        answers: { 201: newSubscriptionSchema },
      }),
      signedIn,
      jsonBody(inputs.create),
      idempotent(maySee),
      (c) =>
        useCases
          .createSubscription({
            viewer: c.var.viewer,
            id: c.var.resourceId as SubscriptionId,
            origin: originOf(c),
            ...c.req.valid('json'),
          })
          .match(
            (subscription) => c.json({ ...subscriptionView(subscription), secret: subscription.secret }, 201),
            refuse(c),
          ),
    )
    .get(
      '/subscriptions/:id',
      describe({ tag, summary: 'One subscription', answers: { 200: subscriptionSchema } }),
      signedIn,
      subscriptionId,
      (c) =>
        useCases
          .viewSubscription({ viewer: c.var.viewer, subscriptionId: c.req.valid('param').id })
          .match((subscription) => c.json(subscriptionView(subscription), 200), refuse(c)),
    )
    .patch(
      '/subscriptions/:id',
      describe({ tag, summary: 'Change it, switch it off or on', answers: { 200: subscriptionSchema } }),
      signedIn,
      jsonBody(inputs.update),
      subscriptionId,
      (c) =>
        useCases
          .updateSubscription({
            viewer: c.var.viewer,
            origin: originOf(c),
            subscriptionId: c.req.valid('param').id,
            ...c.req.valid('json'),
          })
          .match((subscription) => c.json(subscriptionView(subscription), 200), refuse(c)),
    )
    .delete(
      '/subscriptions/:id',
      describe({ tag, summary: 'Tell it nothing more', answers: { 204: null } }),
      signedIn,
      subscriptionId,
      (c) =>
        useCases
          .deleteSubscription({
            viewer: c.var.viewer,
            origin: originOf(c),
            subscriptionId: c.req.valid('param').id,
          })
          .match(() => c.body(null, 204), refuse(c)),
    )
    .get(
      '/subscriptions/:id/deliveries',
      describe({
        tag,
        summary: 'What it was told and how that went, newest first',
        answers: { 200: pageSchema(deliverySchema) },
      }),
      signedIn,
      query(listQuery),
      subscriptionId,
      (c) => {
        const { limit, cursor = null } = c.req.valid('query')
        return useCases
          .listDeliveries({
            viewer: c.var.viewer,
            subscriptionId: c.req.valid('param').id,
            page: { limit, cursor },
          })
          .match((page) => c.json(pageView(page, deliveryView), 200), refuse(c))
      },
    )
    .post(
      '/subscriptions/:id/test',
      describe({ tag, summary: 'Call it once, now', answers: { 200: deliverySchema } }),
      signedIn,
      subscriptionId,
      (c) =>
        useCases
          .testSubscription({ viewer: c.var.viewer, subscriptionId: c.req.valid('param').id })
          .match((delivery) => c.json(deliveryView(delivery), 200), refuse(c)),
    )
}
