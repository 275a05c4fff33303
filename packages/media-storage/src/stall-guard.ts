export type StallGuard = Readonly<{
  /** Aborts once nothing has moved for too long. */
  signal: AbortSignal
  /** Counts from here again. */
  moved: () => void
  /** What is not waited for can't stall. */
  stop: () => void
}>

/** The client library has no limit of its own for a transfer that stands still. */
export const createStallGuard = (limit: number): StallGuard => {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const stop = () => clearTimeout(timer)
  return {
    signal: controller.signal,
    moved: () => {
      stop()
      timer = setTimeout(() => controller.abort(new Error(`Nothing moved for ${limit / 1_000} seconds.`)), limit)
    },
    stop,
  }
}
