import {
  type CallSubscribers,
  type CallUnderWay,
  type DispatchEvents,
  SECOND,
  type SubscriptionId,
  type Unavailable,
} from '@boztell/core'
import type { Result } from 'neverthrow'
import type { Logger } from 'pino'
import { repeat } from './repeat.ts'

type Needs = Readonly<{ dispatchEvents: DispatchEvents; callSubscribers: CallSubscribers; logger: Logger }>

export type Notifier = Readonly<{
  /** Something may have happened. */
  look: () => void
  /** Begins nothing more, and waits for the calls under way. */
  stop: () => Promise<void>
}>

/** So often at most, for it is no screen that waits. */
const REST = 200
/** A notification may get lost, and tries become due without one. */
const EVERY = SECOND
const CALLS_AT_ONCE = 64
const CALLS_OF_ONE = 8

/** Tells other systems what happens, of this process and of all others. */
export const startNotifier = ({ dispatchEvents, callSubscribers, logger }: Needs): Notifier => {
  const onBug = (bug: unknown) => logger.error({ err: bug }, 'a bug')
  const onHurtful = (bug: unknown, batch: number) =>
    logger.error({ err: bug, batch }, 'a bug: the events of this batch are told to no subscription')
  let isTroubled = false
  /** Says once that something is wrong. */
  const note = <T>(result: Result<T, Unavailable>, otherwise: T): T => {
    if (result.isErr() && !isTroubled) logger.warn({ reason: result.error.reason }, 'subscriptions wait')
    isTroubled = result.isErr()
    return result.unwrapOr(otherwise)
  }

  const underWay = new Map<Promise<unknown>, SubscriptionId>()
  const busy = (): readonly SubscriptionId[] =>
    [...Map.groupBy(underWay.values(), (id) => id)].flatMap(([id, calls]) => (calls.length < CALLS_OF_ONE ? [] : id))

  const finish = async (done: CallUnderWay['done']): Promise<void> => {
    try {
      note(await done, undefined)
    } catch (bug) {
      onBug(bug)
    }
  }

  const dispatching = repeat({
    turn: async () => {
      const more = note(await dispatchEvents(onHurtful), false)
      calling.ring()
      return more
    },
    ...{ rest: REST, every: EVERY, onBug },
  })
  const calling = repeat({
    turn: async () => {
      const limit = CALLS_AT_ONCE - underWay.size
      if (limit === 0) return false
      const calls = note(await callSubscribers({ limit, except: busy() }), [])
      for (const { subscriptionId, done } of calls) {
        const call: Promise<void> = finish(done).finally(() => {
          underWay.delete(call)
          calling.ring()
        })
        underWay.set(call, subscriptionId)
      }
      return false
    },
    ...{ rest: REST / 4, every: EVERY, onBug },
  })

  return {
    look: () => dispatching.ring(),
    stop: async () => {
      await Promise.all([dispatching.stop(), calling.stop()])
      await Promise.all(underWay.keys())
    },
  }
}
