import { Result } from 'neverthrow'
import * as v from 'valibot'
import { weeklyHoursSchema } from '../business-hours/weekly-hours.ts'
import { closedObject } from '../outgoing/closed-object.ts'
import { limitedText } from '../outgoing/limited-text.ts'

const isTimezone = Result.fromThrowable((name: string) =>
  Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name),
)
const isDate = Result.fromThrowable((date: string) => Temporal.PlainDate.from(date, { overflow: 'reject' }))

const timezone = v.pipe(
  v.string(),
  // An offset or a whole date would be taken for a time zone as well.
  v.check(
    (name) => /^[a-z][\w+-]*(\/[\w+-]+)*$/i.test(name) && isTimezone(name).isOk(),
    'must be an IANA time zone such as Asia/Jakarta',
  ),
)
const A_DATE = 'must be a date such as 2026-12-25'
const date = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}$/, A_DATE),
  v.check((text) => isDate(text).isOk(), A_DATE),
)
const text = limitedText(4096)

/** What is answered by itself, and when; as the API shows it and as it is stored. */
export const autoReplySettingsSchema = closedObject({
  enabled: v.boolean(),
  timezone,
  weekly: weeklyHoursSchema,
  holidays: v.pipe(v.array(date), v.maxLength(1_000)),
  outside_hours_text: text,
  /** Answers a customer's first message of all; null: nothing does. */
  greeting_text: v.nullable(text),
  /** Replies by themselves to one room in a local day. */
  max_per_day: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
})
export type AutoReplySettings = v.InferOutput<typeof autoReplySettingsSchema>

const officeHours: [string, string][] = [['09:00', '17:00']]

export const defaultAutoReplySettings: AutoReplySettings = {
  enabled: false,
  timezone: 'UTC',
  weekly: {
    mon: officeHours,
    tue: officeHours,
    wed: officeHours,
    thu: officeHours,
    fri: officeHours,
    sat: [],
    sun: [],
  },
  holidays: [],
  outside_hours_text: 'Thank you for your message. We are closed now and will answer as soon as we are back.',
  greeting_text: null,
  max_per_day: 3,
}
