import type { Instant } from '@boztell/core'
import * as v from 'valibot'

/** RFC 3339 in UTC, with milliseconds. */
export const time = v.pipe(v.string(), v.isoTimestamp())

export const timeOf = (instant: Instant): string => new Date(instant).toISOString()
export const timeOrNull = (instant: Instant | null): string | null => (instant === null ? null : timeOf(instant))
