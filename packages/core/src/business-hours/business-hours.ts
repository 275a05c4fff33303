import { DAY, type Instant, MINUTE } from '../instant.ts'
import { minuteOf, minutesBetween, weekdays, type WeeklyHours } from './weekly-hours.ts'

/**
 * When somebody is there. The clock on the wall decides: it is open whenever that shows a time within the hours, so an hour that the
 * clock skips is never open and one that it repeats is open twice. A holiday closes its local date and nothing else: an interval from
 * the evening before ends at midnight, and of one that begins on the holiday only what lies behind the next midnight is left.
 */
export type BusinessHours = Readonly<{
  /** IANA. */
  timezone: string
  weekly: WeeklyHours
  /** Local dates, `"2026-12-25"`. */
  holidays: readonly string[]
}>

export type Opening =
  | Readonly<{ isOpen: true }>
  /** `since` names the closed period: when it began, however many nights, weekends and holidays ago; null: it was never open. */
  | Readonly<{ isOpen: false; since: Instant | null }>

export const openingAt = (hours: BusinessHours, now: Instant): Opening => {
  if (weekdays.every((name) => hours.weekly[name].length === 0)) return { isOpen: false, since: null }
  let date = at(hours, now).toPlainDate()
  for (let days = 0; days <= daysBack(hours); days++) {
    const last = openTimes(hours, date).findLast(([from]) => from <= now)
    if (last !== undefined) return now < last[1] ? { isOpen: true } : { isOpen: false, since: last[1] }
    date = date.subtract({ days: 1 })
  }
  return { isOpen: false, since: null }
}

/** When the local day of `now` began. */
export const localDayBegan = ({ timezone }: Pick<BusinessHours, 'timezone'>, now: Instant): Instant =>
  at({ timezone }, now).startOfDay().epochMilliseconds

const at = ({ timezone }: Pick<BusinessHours, 'timezone'>, now: Instant): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone)

/** Every day of the week has come by then that is no holiday and misses no hour. */
const daysBack = ({ holidays }: BusinessHours): number => 7 * (holidays.length + 3)

type Span = readonly [from: Instant, until: Instant]

/** When it is open on a local date, in order. */
const openTimes = (hours: BusinessHours, date: Temporal.PlainDate): readonly Span[] => {
  const minutes = openMinutes(hours, date)
  if (minutes.length === 0) return []
  const midnight = date.toZonedDateTime('UTC').epochMilliseconds
  const [begin, end] = [date, date.add({ days: 1 })].map((day) => day.toZonedDateTime(hours.timezone))
  if (begin === undefined || end === undefined) return []
  return steadyTimes(begin, end).flatMap(([first, last]) => {
    const shift = midnight - first.offsetNanoseconds / 1_000_000
    return minutes.flatMap(([from, until]): readonly Span[] => {
      const [opens, closes] = [
        Math.max(first.epochMilliseconds, shift + from * MINUTE),
        Math.min(last.epochMilliseconds, shift + until * MINUTE),
      ]
      return opens < closes ? [[opens, closes]] : []
    })
  })
}

/** The minutes of a local date at which it is open, by the clock on the wall, in order. */
const openMinutes = ({ weekly, holidays }: BusinessHours, date: Temporal.PlainDate): readonly Span[] => {
  if (holidays.includes(date.toString())) return []
  const ofDay = (day: Temporal.PlainDate) => weekly[weekdays[day.dayOfWeek - 1] ?? 'mon']
  // What lies behind midnight is cut off with the day.
  const own = ofDay(date).map(([from, until]): Span => [minuteOf(from), minuteOf(from) + minutesBetween(from, until)])
  const left = ofDay(date.subtract({ days: 1 })).map(([from, until]): Span => [
    0,
    minuteOf(from) + minutesBetween(from, until) - MINUTES_A_DAY,
  ])
  return [...left.filter(([, until]) => until > 0), ...own.toSorted(([a], [b]) => a - b)]
}

const MINUTES_A_DAY = DAY / MINUTE

/** The parts of a day between which the clock is changed. */
const steadyTimes = (
  begin: Temporal.ZonedDateTime,
  end: Temporal.ZonedDateTime,
): readonly (readonly [Temporal.ZonedDateTime, Temporal.ZonedDateTime])[] => {
  if (end.epochMilliseconds - begin.epochMilliseconds === DAY) return [[begin, end]]
  const change = begin.getTimeZoneTransition('next')
  if (change === null || change.epochMilliseconds >= end.epochMilliseconds) return [[begin, end]]
  return [[begin, change], ...steadyTimes(change, end)]
}
