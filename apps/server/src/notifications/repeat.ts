import { setTimeout as sleep } from 'node:timers/promises'

export type Repeated = Readonly<{
  /** There may be something to do. */
  ring: () => void
  /** Resolves once the last turn is over. */
  stop: () => Promise<void>
}>

type Options = Readonly<{
  /** Answers whether to go on at once. */
  turn: () => Promise<boolean>
  /** Milliseconds between two turns, at least and, unless it rings, at most. */
  rest: number
  every: number
  onBug: (bug: unknown) => void
}>

/** Takes turn after turn until it is stopped; a bug costs one turn. */
export const repeat = ({ turn, rest, every, onBug }: Options): Repeated => {
  const stopping = new AbortController()
  const { signal } = stopping
  const pause = (milliseconds: number, signals: AbortSignal) =>
    sleep(milliseconds, undefined, { signal: signals }).catch(() => {})
  let rung = new AbortController()

  const run = async () => {
    while (!signal.aborted) {
      rung = new AbortController()
      const more = await turn().catch((bug: unknown) => {
        onBug(bug)
        return false
      })
      if (more) continue
      await pause(rest, signal)
      await pause(every - rest, AbortSignal.any([signal, rung.signal]))
    }
  }
  const running = run()
  return {
    ring: () => {
      // Hundreds a second ring for one turn, and each abort makes an exception.
      if (!rung.signal.aborted) rung.abort()
    },
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}
