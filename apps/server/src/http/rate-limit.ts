import { type Clock, SECOND } from '@boztell/core'
import { err, ok, type Result } from 'neverthrow'
import { type RateLimited, rateLimited } from './edge-error.ts'

type Options = Readonly<{ clock: Clock; limit: number; windowMs: number; maxKeys?: number }>

/** Counts per key, in windows that begin with the key's first event. */
export type RateLimit = Readonly<{
  /** Counts one event; an error once there were more than the limit. */
  count: (key: string) => Result<void, RateLimited>
  /** Takes one counted event back. */
  uncount: (key: string) => void
  forget: (key: string) => void
}>

export const createRateLimit = ({ clock, limit, windowMs, maxKeys = 10_000 }: Options): RateLimit => {
  // In the order in which the windows began.
  const windows = new Map<string, { startedAt: number; count: number }>()

  const dropOld = (now: number) => {
    for (const [key, { startedAt }] of windows) {
      if (startedAt + windowMs > now && windows.size <= maxKeys) return
      windows.delete(key)
    }
  }

  return {
    count: (key) => {
      const now = clock.now()
      dropOld(now)
      const window = windows.get(key) ?? { startedAt: now, count: 0 }
      windows.set(key, window)
      window.count += 1
      if (window.count <= limit) return ok()
      return err(rateLimited(Math.max(1, Math.ceil((window.startedAt + windowMs - now) / SECOND))))
    },
    uncount: (key) => {
      const window = windows.get(key)
      if (window !== undefined) window.count = Math.max(0, window.count - 1)
    },
    forget: (key) => {
      windows.delete(key)
    },
  }
}
