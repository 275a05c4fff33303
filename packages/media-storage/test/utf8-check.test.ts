import { isUtf8 } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { createUtf8Check } from '../src/utf8-check.ts'

/** What it says of these bytes when they come in pieces of `size`. */
const isText = (bytes: Uint8Array, size: number) => {
  const check = createUtf8Check()
  for (let at = 0; at < bytes.length; at += size) check.add(bytes.subarray(at, at + size))
  return check.isText()
}
const sizes = [1, 2, 3, 4, 5, 7, 100]
const letters = Buffer.from('a é 你 😀 я\n')

describe('the look at whether a file is text', () => {
  test('takes letters of all lengths, wherever they are cut', () => {
    for (const size of sizes) expect(isText(letters, size)).toBe(true)
  })

  test('takes no end that is cut off, no NUL, nothing empty', () => {
    for (const size of sizes) {
      for (let end = 1; end < letters.length; end++)
        expect(isText(letters.subarray(0, end), size)).toBe(isUtf8(letters.subarray(0, end)))
      expect(isText(Buffer.from('a\0b'), size)).toBe(false)
    }
    expect(isText(new Uint8Array(), 1)).toBe(false)
  })

  test('sees any byte that is wrong', () => {
    for (const wrong of [0x80, 0xbf, 0xc0, 0xe4, 0xf0, 0xff])
      for (let at = 0; at < letters.length; at++) {
        const bytes = Buffer.from(letters)
        bytes[at] = wrong
        for (const size of sizes) expect(isText(bytes, size)).toBe(isUtf8(bytes))
      }
  })
})
