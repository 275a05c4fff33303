import fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { DAY, type Instant, MINUTE } from '../instant.ts'
import { type BusinessHours, type Opening, openingAt } from './business-hours.ts'
import { weekdays, type WeeklyHours, weeklyHoursSchema } from './weekly-hours.ts'

/** Some change the clock at midnight, by half an hour, or in the middle of a month of fasting. */
const timezones = [
  ...['Asia/Jakarta', 'America/Sao_Paulo', 'Europe/Berlin', 'Asia/Kathmandu'],
  ...['Australia/Lord_Howe', 'Africa/Casablanca', 'America/St_Johns'],
]
const FIRST = Date.UTC(2018, 0, 1)
const LAST = Date.UTC(2027, 11, 31)

const changesOf = (timezone: string): readonly Instant[] => {
  const changes: Instant[] = []
  let at = Temporal.Instant.fromEpochMilliseconds(FIRST).toZonedDateTimeISO(timezone).getTimeZoneTransition('next')
  while (at !== null && at.epochMilliseconds < LAST) {
    changes.push(at.epochMilliseconds)
    at = at.getTimeZoneTransition('next')
  }
  return changes
}

const two = (number: number) => String(number).padStart(2, '0')
const time = fc.oneof(
  fc.integer({ min: 0, max: 1439 }).map((minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`),
  fc.constantFrom('00:00', '01:00', '01:30', '02:00', '02:15', '02:30', '03:00', '23:00', '23:30', '24:00'),
)
/** As many of some intervals as fit together. */
const weekly = fc
  .array(fc.tuple(fc.constantFrom(...weekdays), time, time), { minLength: 1, maxLength: 12 })
  .map((wanted) =>
    wanted.reduce<WeeklyHours>(
      (week, [day, from, until]) => {
        const larger = v.safeParse(weeklyHoursSchema, { ...week, [day]: [...week[day], [from, until]] })
        return larger.success ? larger.output : week
      },
      v.parse(weeklyHoursSchema, {}),
    ),
  )

const question = fc.constantFrom(...timezones).chain((timezone) => {
  const changes = changesOf(timezone)
  const anywhere = fc.integer({ min: FIRST, max: LAST })
  const nearAChange = fc
    .tuple(fc.constantFrom(...changes, FIRST), fc.integer({ min: -DAY / 2, max: 2 * DAY }))
    .map(([change, off]) => change + off)
  return fc.oneof(anywhere, nearAChange).chain((now) =>
    fc.record({
      now: fc.constant(now),
      hours: fc.record({
        timezone: fc.constant(timezone),
        weekly,
        holidays: fc.array(
          fc.integer({ min: -5, max: 2 }).map((days) => new Date(now + days * DAY).toISOString().slice(0, 10)),
          { maxLength: 4 },
        ),
      }),
    }),
  )
})

const clocks = new Map(
  timezones.map((timeZone) => [
    timeZone,
    // Written in Swedish a moment is `2026-03-29 01:59`.
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }),
  ]),
)

/** Reads the clock on the wall and looks it up in the hours, as a person would. */
const isOpenByTheClock = ({ timezone, weekly, holidays }: BusinessHours, at: Instant): boolean => {
  const [date = '', clock = ''] = clocks.get(timezone)?.format(at).split(' ') ?? []
  if (holidays.includes(date)) return false
  const day = (new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7
  const [today, yesterday] = [weekly[weekdays[day]!], weekly[weekdays[(day + 6) % 7]!]]
  return (
    today.some(([from, until]) => from <= clock && (until <= from || clock < until)) ||
    yesterday.some(([from, until]) => until <= from && clock < until)
  )
}

/** Walks back minute by minute; null: it was not open in five weeks. */
const walkBack = (hours: BusinessHours, now: Instant): Opening => {
  const minute = now - (now % MINUTE)
  if (isOpenByTheClock(hours, minute)) return { isOpen: true }
  for (let at = minute; at > minute - 35 * DAY; at -= MINUTE)
    if (isOpenByTheClock(hours, at - MINUTE)) return { isOpen: false, since: at }
  return { isOpen: false, since: null }
}

test('Whether it is open, and since when not, is what one finds by walking back minute by minute', () => {
  fc.assert(
    fc.property(question, ({ hours, now }) => {
      expect(openingAt(hours, now)).toEqual(walkBack(hours, now))
    }),
    { numRuns: 400 },
  )
}, 60_000)
