import {
  type ClaimReviewItem,
  type ListReviewQueue,
  type ReleaseReviewItem,
  type ResolveReviewItem,
  reviewItemIdSchema,
  reviewQueueQuery,
} from '@boztell/core'
import { Hono } from 'hono'
import { originOf } from './client-address.ts'
import { describe } from './openapi/operation.ts'
import { pathId } from './path-id.ts'
import { refuse } from './problem.ts'
import { query } from './query.ts'
import type { RequestContext } from './request-context.ts'
import type { SignedIn } from './signed-in.ts'
import { pageSchema, pageView } from './views/page-view.ts'
import { reviewItemSchema, reviewItemView } from './views/review-item-view.ts'

export type ReviewUseCases = Readonly<{
  listReviewQueue: ListReviewQueue
  claimReviewItem: ClaimReviewItem
  releaseReviewItem: ReleaseReviewItem
  resolveReviewItem: ResolveReviewItem
}>

const tag = 'Review queue'
const itemId = pathId('id', reviewItemIdSchema, 'review_item')

export const reviewRoutes = (
  { listReviewQueue, claimReviewItem, releaseReviewItem, resolveReviewItem }: ReviewUseCases,
  signedIn: SignedIn,
) =>
  new Hono<RequestContext>()
    .get(
      '/review-queue',
      describe({
        tag,
        summary: 'The rooms that wait for somebody, oldest first',
        answers: { 200: pageSchema(reviewItemSchema) },
      }),
      signedIn,
      query(reviewQueueQuery),
      (c) => {
        const { limit, cursor = null, status = null } = c.req.valid('query')
        return listReviewQueue({ viewer: c.var.viewer, status, page: { limit, cursor } }).match(
          (page) => c.json(pageView(page, reviewItemView), 200),
          refuse(c),
        )
      },
    )
    .post(
      '/review-queue/:id/claim',
      describe({ tag, summary: 'Take it upon yourself and join its room', answers: { 200: reviewItemSchema } }),
      signedIn,
      itemId,
      (c) =>
        claimReviewItem({ viewer: c.var.viewer, origin: originOf(c), itemId: c.req.valid('param').id }).match(
          (item) => c.json(reviewItemView(item), 200),
          refuse(c),
        ),
    )
    .post(
      '/review-queue/:id/release',
      describe({ tag, summary: 'Give it back', answers: { 200: reviewItemSchema } }),
      signedIn,
      itemId,
      (c) =>
        releaseReviewItem({ viewer: c.var.viewer, origin: originOf(c), itemId: c.req.valid('param').id }).match(
          (item) => c.json(reviewItemView(item), 200),
          refuse(c),
        ),
    )
    .post(
      '/review-queue/:id/resolve',
      describe({ tag, summary: 'It is done', answers: { 200: reviewItemSchema } }),
      signedIn,
      itemId,
      (c) =>
        resolveReviewItem({ viewer: c.var.viewer, itemId: c.req.valid('param').id }).match(
          (item) => c.json(reviewItemView(item), 200),
          refuse(c),
        ),
    )
