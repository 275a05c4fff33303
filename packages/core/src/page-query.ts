import * as v from 'valibot'

const limit = v.pipe(
  v.string(),
  v.regex(/^\d{1,9}$/, 'Must be a whole number'),
  v.transform(Number),
  v.minValue(1, 'Must be at least 1'),
  v.maxValue(100, 'Must be at most 100'),
)

/** How every list is asked for, next to its own filters. */
export const pageQuery = {
  limit: v.optional(limit, '50'),
  cursor: v.optional(v.pipe(v.string(), v.nonEmpty('Must not be empty'), v.maxLength(500, 'Must be a next_cursor'))),
}

export const listQuery = v.object(pageQuery)
