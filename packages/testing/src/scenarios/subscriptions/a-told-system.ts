import type { JsonObject, Shown, UnitOfWork, WebhookAnswer, WebhookCall } from '@boztell/core'
import { makeCallSubscribers, makeDispatchEvents } from '@boztell/core'
import { aClock } from '../../builders/a-clock.ts'
import { TEST_WEBHOOK_SECRET } from '../../builders/a-subscription.ts'
import { needsOf } from '../users/a-login.ts'

/** A caller that notes what it is given; unless told, everything gets through. */
const aScriptedCaller = () => {
  const calls: WebhookCall[] = []
  const answers: WebhookAnswer[] = []
  return {
    calls,
    answers,
    call: async (call: WebhookCall): Promise<WebhookAnswer> => {
      calls.push(call)
      return answers.shift() ?? { status: 200 }
    },
  }
}

const frameOf = ({ roomId, shown }: Readonly<{ roomId: string | null; shown: Shown }>): JsonObject => ({
  type: shown.type,
  room_id: roomId,
  text: 'message' in shown ? JSON.stringify(shown.message.message.content.data) : null,
})

/** What subscriptions are told with, at TEST_NOW until the clock is moved. */
export const aNotifier = (unitOfWork: UnitOfWork) => {
  const clock = aClock()
  const caller = aScriptedCaller()
  const needs = {
    ...needsOf(unitOfWork),
    clock,
    frameOf,
    webhookCaller: caller,
    newWebhookSecret: () => TEST_WEBHOOK_SECRET,
    random: () => 0.5,
  }
  const callSubscribers = makeCallSubscribers(needs)
  const dispatchEvents = makeDispatchEvents({ ...needs, frameOf: (event) => needs.frameOf(event) })
  const bugs: number[] = []
  return {
    needs,
    clock,
    caller,
    bugs,
    dispatch: () => dispatchEvents((_bug, batch) => bugs.push(batch)),
    callSubscribers,
    /** Calls whoever is due now, and waits for what they say; answers how many that were. */
    callAll: async (): Promise<number> => {
      const underWay = (await callSubscribers({ limit: 100, except: [] }))._unsafeUnwrap()
      for (const { done } of underWay) (await done)._unsafeUnwrap()
      return underWay.length
    },
  }
}
