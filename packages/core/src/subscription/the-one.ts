import { err, ok, type ResultAsync } from 'neverthrow'
import { type NotFound, notFound, type Unavailable } from '../errors.ts'
import type { Stored } from '../ports/unit-of-work.ts'
import type { Subscription, SubscriptionId } from './subscription.ts'

/** The subscription that was asked for, if it was found. */
export const theOne = (
  found: Stored<readonly Subscription[]>,
  id: SubscriptionId,
): ResultAsync<Subscription, NotFound | Unavailable> =>
  found.andThen(([subscription]) => (subscription === undefined ? err(notFound('subscription', id)) : ok(subscription)))
