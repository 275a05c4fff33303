import type { MessageChannel, MessageId } from '@boztell/core'
import { aWaMessageId } from '@boztell/testing'
import { ResultAsync } from 'neverthrow'

/** Accepts everything, as soon as nobody holds it back. */
export const aSlowChannel = () => {
  const sent: MessageId[] = []
  const answered: MessageId[] = []
  let gate: Promise<unknown> = Promise.resolve()
  const channel: Pick<MessageChannel, 'send'> = {
    send: ({ id }) => {
      sent.push(id)
      return ResultAsync.fromSafePromise(gate).map(() => {
        answered.push(id)
        return { waMessageId: aWaMessageId(), waId: null, bsuid: null }
      })
    },
  }
  return {
    channel,
    sent,
    answered,
    /** From now on nobody is answered until the returned function is called. */
    hold: () => {
      const held = Promise.withResolvers<undefined>()
      gate = held.promise
      return () => held.resolve(undefined)
    },
  }
}
