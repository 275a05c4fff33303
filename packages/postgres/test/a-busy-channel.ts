import type { MessageChannel, MessageId, SendRefused } from '@boztell/core'
import { aWaMessageId } from '@boztell/testing'
import { err, errAsync, ok, ResultAsync } from 'neverthrow'
import { setImmediate } from 'node:timers/promises'

/** Takes its time, refuses now and then for a moment, and notices when it is asked for one customer twice at once. */
export const aBusyChannel = (random: () => number) => {
  const accepted: MessageId[] = []
  const overlaps: MessageId[] = []
  const busy = new Set<string>()
  const send: MessageChannel['send'] = ({ id, address }) =>
    new ResultAsync(
      (async () => {
        const to = JSON.stringify(address)
        if (busy.has(to)) overlaps.push(id)
        busy.add(to)
        for (let i = random() * 20; i > 0; i -= 1) await setImmediate()
        busy.delete(to)
        if (random() < 0.1) return err(BUSY)
        accepted.push(id)
        return ok({ waMessageId: aWaMessageId(), waId: null, bsuid: null })
      })(),
    )
  const check: MessageChannel['check'] = () => errAsync({ type: 'channel_unreachable', code: 'not_scripted' })
  return { channel: { send, check }, accepted, overlaps }
}

const BUSY: SendRefused = {
  type: 'send_refused',
  action: 'retry',
  code: 131056,
  title: 'Too many messages to this customer',
  details: null,
  retryAfter: 0,
}
