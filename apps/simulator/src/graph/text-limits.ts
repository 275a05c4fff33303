import * as v from 'valibot'

/** Text of so many characters, counted as code points. The message continues «Param x …». */
export const chars = (min: number, max: number) =>
  v.pipe(
    v.string(),
    v.check((text) => [...text].length >= min, `must be at least ${min} characters long`),
    v.check((text) => [...text].length <= max, `must be at most ${max} characters long`),
  )

const isLoopback = (host: string): boolean => host === 'localhost' || host === '127.0.0.1' || host === '[::1]'

/** An address that Meta would fetch: https, or http on this machine. */
export const fetchableUrl = v.pipe(
  v.string(),
  v.check((text) => {
    const url = URL.parse(text)
    return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))
  }, 'must be a valid https URL'),
)

/** An address that a customer opens. */
export const webUrl = v.pipe(
  v.string(),
  v.check((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), 'must be a valid URL'),
)

export const wamid = v.pipe(v.string(), v.regex(/^wamid\.\S+$/, 'must be a WhatsApp message id'))
