import * as v from 'valibot'

/** A name or title: trimmed, `min` to `max` code points. */
export const oneLine = (min: number, max: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minCodePoints(min),
    v.maxCodePoints(max),
    v.check((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'must be one line of well-formed Unicode'),
  )
