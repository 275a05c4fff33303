import * as v from 'valibot'

const codePoints = (text: string): number => Array.from(text).length

/** A string of `min` to `max` Unicode code points. */
export const boundedText = (min: number, max: number) =>
  v.pipe(
    v.string(),
    v.check((text) => codePoints(text) >= min && codePoints(text) <= max, `Must have ${min} to ${max} characters`),
  )

/** A name or title: one line, trimmed, of `min` to `max` code points. */
export const line = (min: number, max: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.regex(/^\P{Cc}*$/u, 'Must not contain line breaks or control characters'),
    boundedText(min, max),
  )
