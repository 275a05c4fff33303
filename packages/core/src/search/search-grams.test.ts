import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold } from './fold-text.ts'
import { gramsOf } from './search-grams.ts'
import { occurrencesOf, searchWords, wordsMissingIn } from './search-words.ts'

const gramsOfQuery = (q: string) => searchWords(q).flatMap(({ grams }) => grams)

describe('Grams', () => {
  test.for([
    ['part of a word', 'Pesanan nomor 4711', 'esan'],
    ['two letters where a word begins', 'OK, kami tunggu', 'ok'],
    ['two letters behind a sign', '(ok)', 'ok'],
    ['two characters of Chinese', '我们的订单很快发货', '订单'],
    ['two characters of Japanese', '請求書をお送りします', '請求'],
    ['two syllables of Korean', '주문했습니다', '주문'],
    ['two letters of Thai', 'ส่งของไปแล้ว', 'ไป'],
    ['an Arabic word without its points', 'السَّلامُ عليكم', 'السلام'],
    ['Latin next to Chinese', '我的iPhone手机', 'iphone手'],
    ['a picture', 'baik👍', '👍'],
    ['a number with signs', 'INV-2026/11', '2026/11'],
  ] as const)('of what is looked for are among those of the text: %s', ([, text, q]) => {
    expect(gramsOfQuery(q)).not.toEqual([])
    expect(gramsOf(text)).toEqual(expect.arrayContaining(gramsOfQuery(q)))
    expect(wordsMissingIn(text, searchWords(q))).toEqual([])
  })

  test('of any text hold those of each word that occurs in it', () => {
    const text = fc.string({ unit: fc.constantFrom(...'aAbé ß1.#中国がกไ👍한ا') })
    fc.assert(
      fc.property(text, text, text, (before, q, after) => {
        const said = before + q + after
        const present = searchWords(q).filter((word) => occurrencesOf(word, fold(said)).length > 0)
        expect(gramsOf(said)).toEqual(expect.arrayContaining(present.flatMap(({ grams }) => grams)))
      }),
      { numRuns: 1_000 },
    )
  })

  test('are told apart by the order of letters', () => {
    const orders = ['abc', 'acb', 'bac', 'bca', 'cab', 'cba'].flatMap(gramsOfQuery)
    expect(new Set(orders).size).toBe(6)
  })

  test('are none of a single letter', () => {
    expect(gramsOfQuery('a 1 # 中')).toEqual([])
  })

  test('of two letters count only where a word begins', () => {
    expect(wordsMissingIn('booking', searchWords('ok'))).toHaveLength(1)
    expect(wordsMissingIn('booking oke', searchWords('ok'))).toEqual([])
  })
})
