import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isCountryCode, parsePhone, phoneCandidates } from './phone.ts'

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''))

describe('parsePhone', () => {
  test.each([
    ['0812-3456-7890', '+6281234567890'],
    ['6281234567890', '+6281234567890'],
    ['  +62 (812) 3456 7890 ', '+6281234567890'],
    ['006281234567890', '+6281234567890'],
    ['+٦٢٨١٢٣٤٥٦٧٨٩٠', '+6281234567890'],
    ['+1 555 000 1111', '+15550001111'],
    ['+551187654321', '+551187654321'],
    ['+5491112345678', '+5491112345678'],
    ['+5215512345678', '+5215512345678'],
  ])('reads %s as %s', (input, e164) => {
    expect(parsePhone(input, 'ID')._unsafeUnwrap()).toBe(e164)
  })

  test('takes a number without a country code for one of the default country', () => {
    expect(parsePhone('55 1234 5678', 'MX')._unsafeUnwrap()).toBe('+525512345678')
  })

  test.each([
    ['', 'must be a phone number such as +6281234567890'],
    ['call +6281234567890', 'must be a phone number such as +6281234567890'],
    ['1-800-FLOWERS', 'must be a phone number such as +6281234567890'],
    ['+999123456789', 'has an unknown country code'],
    ['+600000000000', 'is too short or too long for its country'],
    ['+62123', 'is too short or too long for its country'],
    ['+6281234567890123456789', 'is too short or too long for its country'],
    ['+6281234567890 ext 5', 'must have no extension'],
  ])('refuses %j: it %s', (input, message) => {
    expect(parsePhone(input, 'ID')._unsafeUnwrapErr()).toEqual({ message })
  })

  test('never throws, and reads its own answer as itself', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          digits(11),
          digits(12).map((all) => `+${all}`),
        ),
        (input) => {
          const phone = parsePhone(input, 'ID')
          if (phone.isErr()) return
          expect(phone.value).toMatch(/^\+\d+$/)
          expect(parsePhone(phone.value, 'US')._unsafeUnwrap()).toBe(phone.value)
        },
      ),
    )
  })

  test('knows countries by two capital letters', () => {
    expect(['ID', 'BR', 'id', 'XX', 'Indonesia'].filter(isCountryCode)).toEqual(['ID', 'BR'])
  })
})

describe('phoneCandidates', () => {
  const variants = fc.oneof(
    fc.tuple(digits(2), digits(8)).map(([area, number]) => [`55${area}${number}`, `55${area}9${number}`] as const),
    digits(10).map((number) => [`52${number}`, `521${number}`] as const),
    digits(10).map((number) => [`54${number}`, `549${number}`] as const),
  )

  test('finds a Brazilian, Mexican or Argentinian under both of their numbers, the given one first', () => {
    fc.assert(
      fc.property(variants, ([short, long]) => {
        expect(phoneCandidates(short)).toEqual([short, long])
        expect(phoneCandidates(long)).toEqual([long, short])
      }),
    )
  })

  test('knows everybody else under one number', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[1-9]\d{5,14}$/).filter((number) => !/^5[245]/.test(number)),
        (number) => {
          expect(phoneCandidates(number)).toEqual([number])
        },
      ),
    )
  })

  test('leaves numbers of another length alone', () => {
    expect(phoneCandidates('5511987')).toEqual(['5511987'])
    expect(phoneCandidates('5511887654321')).toEqual(['5511887654321'])
    expect(phoneCandidates('5225512345678')).toEqual(['5225512345678'])
  })
})
