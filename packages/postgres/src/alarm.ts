/** Wakes who waits. */
export type Alarm = Readonly<{
  ring: () => void
  /** What rang until now has been heard. */
  reset: () => void
  /** Resolves when it rings, after so many milliseconds at the latest; at once if it has rung since the last `reset`. */
  wait: (milliseconds: number) => Promise<void>
}>

export const createAlarm = (): Alarm => {
  let hasRung = false
  const waiting = new Set<() => void>()

  return {
    ring: () => {
      hasRung = true
      for (const wake of waiting) wake()
    },
    reset: () => {
      hasRung = false
    },
    wait: (milliseconds) =>
      new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer)
          waiting.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, hasRung ? 0 : milliseconds)
        waiting.add(wake)
      }),
  }
}
