import * as v from 'valibot'
import { across, type Finding, listOf, property } from '../outgoing/across.ts'
import { closedObject } from '../outgoing/closed-object.ts'

/** As Temporal counts them: the first is the first day of the week. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/
const END = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/

const interval = v.pipe(
  v.strictTuple(
    [
      v.pipe(v.string(), v.regex(TIME, 'must be a time from 00:00 to 23:59')),
      v.pipe(v.string(), v.regex(END, 'must be a time from 00:00 to 24:00')),
    ],
    'must be two times: from and until',
  ),
  across((given) =>
    property(given, 0) === property(given, 1)
      ? [{ at: [1], message: 'must differ from the beginning; a whole day is 00:00 to 24:00' }]
      : [],
  ),
)

const day = v.optional(v.pipe(v.array(interval), v.maxLength(24)), [])

const WEEK = 7 * 24 * 60

/** Where an interval begins and ends in minutes of the week; the end may lie in the next one. */
const placeOf = (dayIndex: number, given: unknown): readonly [number, number] | undefined => {
  const [from, until] = [property(given, 0), property(given, 1)]
  if (typeof from !== 'string' || typeof until !== 'string' || !TIME.test(from) || !END.test(until)) return undefined
  const begin = dayIndex * 24 * 60 + minuteOf(from)
  return [begin, begin + minutesBetween(from, until)]
}

const overlaps = (weekly: unknown): readonly Finding[] => {
  const all = weekdays.flatMap((name, dayIndex) =>
    listOf(property(weekly, name)).flatMap((given, index) => {
      const place = placeOf(dayIndex, given)
      return place === undefined ? [] : [{ at: [name, index] as const, begin: place[0], end: place[1] }]
    }),
  )
  const ordered = all.toSorted((a, b) => a.begin - b.begin)
  return ordered.flatMap((one, index) => {
    // The last of the week comes before the first one.
    const before = ordered.at(index - 1)
    if (before === undefined || before === one) return []
    const end = before.end - (index === 0 ? WEEK : 0)
    return end > one.begin ? [{ at: one.at, message: `overlaps ${before.at.join('.')}` }] : []
  })
}

/**
 * When it is open, by weekday, in local time: `{mon: [["09:00", "12:00"], ["13:00", "17:00"]], fri: [["22:00", "06:00"]]}`. A day that
 * is left out is closed; an interval whose end is not after its beginning ends on the next day.
 */
export const weeklyHoursSchema = v.pipe(
  closedObject({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day }),
  across(overlaps),
)
export type WeeklyHours = v.InferOutput<typeof weeklyHoursSchema>

/** Minutes since midnight: `"24:00"` is 1440. */
export const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

export const minutesBetween = (from: string, until: string): number => {
  const minutes = minuteOf(until) - minuteOf(from)
  return minutes > 0 ? minutes : minutes + 24 * 60
}
