import type { PushSubscription, UnitOfWork, User } from '@boztell/core'
import { makeListPushSubscriptions, makeSubscribeToPush } from '@boztell/core'
import { aPushSubscription } from '../../builders/a-push-subscription.ts'
import { needsOf } from '../users/a-login.ts'

/** Lets users subscribe browsers, a millisecond apart, and see their own. */
export const browsersIn = (unitOfWork: UnitOfWork) => {
  const needs = needsOf(unitOfWork)
  return {
    needs,
    /** A new browser, or again the one at `endpoint`. */
    subscribe: async (viewer: User, endpoint?: string): Promise<PushSubscription> => {
      needs.clock.advance(1)
      const { p256dh, auth, ...made } = aPushSubscription(viewer)
      const command = { viewer, endpoint: endpoint ?? made.endpoint, p256dh, auth }
      return (await makeSubscribeToPush(needs)(command))._unsafeUnwrap()
    },
    list: async (viewer: User): Promise<readonly PushSubscription[]> =>
      (await makeListPushSubscriptions(needs)({ viewer }))._unsafeUnwrap(),
  }
}
