import type { Clock } from '@boztell/core'

/** Asks once at a time, and again only when the last answer is `ms` old, however many want to know. */
export const remember = <T>(ask: () => PromiseLike<T>, ms: number, clock: Clock): (() => Promise<T>) => {
  let answer: Promise<T> | undefined
  let until = 0
  return () => {
    if (answer === undefined || clock.now() >= until) {
      until = Infinity
      answer = Promise.resolve(ask()).finally(() => {
        until = clock.now() + ms
      })
    }
    return answer
  }
}
