import * as v from 'valibot'

/** Trimmed and in lower case, so that one mailbox is one account. */
export const emailSchema = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.email('Must be an email address'),
  v.maxLength(254, 'Must have at most 254 characters'),
  v.brand('Email'),
)
export type Email = v.InferOutput<typeof emailSchema>
