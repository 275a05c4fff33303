// The small metadata: WhatsApp decides whether a number exists, so a possible length is enough, and number ranges that are
// newer than the metadata are not refused.
import { isSupportedCountry, ParseError, parsePhoneNumberWithError, type CountryCode } from 'libphonenumber-js/min'
import { err, ok, type Result } from 'neverthrow'
import type { Problem } from '../errors.ts'

export type { CountryCode }

export const isCountryCode = (value: string): value is CountryCode => isSupportedCountry(value)

/** Why a text is no phone number; who asked knows the path. */
export type PhoneProblem = Pick<Problem, 'message'>

/** Brings a phone number as people write it into E.164 with `+`; without a country code it is one of `defaultCountry`. */
export const parsePhone = (input: string, defaultCountry: CountryCode): Result<string, PhoneProblem> => {
  // Whatever one dials there, 00 in front of a number means +.
  const text = input.trim().replace(/^00/, '+')
  try {
    const phone = parsePhoneNumberWithError(text, { defaultCountry, extract: false })
    if (phone.ext) return err({ message: 'must have no extension' })
    // A number of nothing but trunk prefixes would lose another one at each reading.
    const isItself = parsePhoneNumberWithError(phone.number).number === phone.number
    return isItself && isPossible(phone.number) ? ok(phone.number) : err({ message: impossible })
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    return err({ message: messages[error.message] ?? impossible })
  }
}

const impossible = 'is too short or too long for its country'
const messages: Readonly<Record<string, string>> = {
  NOT_A_NUMBER: 'must be a phone number such as +6281234567890',
  INVALID_COUNTRY: 'has an unknown country code',
}

/** WhatsApp writes some numbers longer than the numbering plan has them, such as Mexico's 52 1, so any candidate will do. */
const isPossible = (e164: string): boolean =>
  phoneCandidates(e164.slice(1)).some((digits) => parsePhoneNumberWithError(`+${digits}`).isPossible())

/** Where a digit comes and goes: what stands before it, the digit, and how many follow. */
const optionalDigits = [
  { before: /^55\d{2}/, digit: '9', following: 8 },
  { before: /^52/, digit: '1', following: 10 },
  { before: /^54/, digit: '9', following: 10 },
] as const

/**
 * The digits under which WhatsApp may know the owner of `digits`, these first: Brazil's and Argentina's 9 and Mexico's 1 come
 * and go (D4). For looking up only; a number is never rewritten.
 */
export const phoneCandidates = (digits: string): readonly string[] => {
  for (const { before, digit, following } of optionalDigits) {
    const start = before.exec(digits)?.[0]
    if (start === undefined) continue
    const rest = digits.slice(start.length)
    if (rest.length === following) return [digits, start + digit + rest]
    if (rest.length === following + 1 && rest.startsWith(digit)) return [digits, start + rest.slice(1)]
  }
  return [digits]
}
