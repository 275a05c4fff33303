import * as v from 'valibot'

const limit = v.pipe(
  v.string(),
  v.regex(/^\d{1,9}$/, 'must be a whole number'),
  v.transform(Number),
  v.minValue(1),
  v.maxValue(100),
)

/** How every list is asked for, next to its own filters. */
export const pageQuery = {
  limit: v.optional(limit, '50'),
  cursor: v.optional(v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,500}$/, 'must be a next_cursor of this list'))),
}

export const listQuery = v.object(pageQuery)
