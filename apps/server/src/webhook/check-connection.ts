import { type BusinessNumber, type ChannelUnreachable, type Clock, type MessageChannel, SECOND } from '@boztell/core'
import type { Result } from 'neverthrow'

export type CheckConnection = () => Promise<Result<BusinessNumber, ChannelUnreachable>>

const REMEMBERED = 30 * SECOND

/** Asks WhatsApp once in 30 s, however many want to know. */
export const makeCheckConnection = (channel: MessageChannel, clock: Clock): CheckConnection => {
  let askedAt = -Infinity
  let answer: ReturnType<CheckConnection> | undefined
  return () => {
    const now = clock.now()
    if (answer === undefined || askedAt + REMEMBERED <= now) {
      askedAt = now
      answer = Promise.resolve(channel.check())
    }
    return answer
  }
}
