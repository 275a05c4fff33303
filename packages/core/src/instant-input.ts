import * as v from 'valibot'

const FORM = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2}))?$/i

/** A 30th of February would silently be some day of March. */
const isDay = (day: string): boolean => {
  const at = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day)
}

const isMoment = (text: string): boolean => {
  const [, day = ''] = FORM.exec(text) ?? []
  return isDay(day) && !Number.isNaN(Date.parse(text))
}

/** A moment as RFC 3339 writes it, or a day, which is its first moment in UTC; an Instant. */
export const instantInput = v.pipe(
  v.string(),
  v.check(isMoment, 'must be a time such as 2026-12-25T08:00:00Z, or a day such as 2026-12-25'),
  v.transform((text) => Date.parse(text)),
)
