import * as v from 'valibot'

/** Trimmed and in lower case, so that one mailbox is one account. */
export const emailSchema = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.email(),
  v.maxCodePoints(254),
  v.brand('Email'),
)
export type Email = v.InferOutput<typeof emailSchema>

/** `a…@example.com`: enough for who knows the address, no use to anybody else. */
export const maskEmail = (email: Email): string => {
  const [first = ''] = email
  return `${first}…${email.slice(email.lastIndexOf('@'))}`
}
