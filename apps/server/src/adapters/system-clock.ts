import type { Clock } from '@boztell/core'

export const systemClock: Clock = { now: () => Date.now() }
