import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold, foldWithOrigin } from './fold-text.ts'

describe('Folding', () => {
  test.for([
    ['case', 'PESANAN', 'pesanan'],
    ['accents', 'Éléphant à Nîmes', 'elephant a nimes'],
    ['accents that stand apart from their letter', 'Cafe\u0301', 'cafe'],
    ['what Unicode does not take apart', 'Đà Nẵng, Łódź, Ærø', 'da nang, lodz, aero'],
    ['both of Turkey’s i', 'İSTANBUL ısı Iğdır', 'istanbul isi igdir'],
    ['ß', 'STRAẞE Straße STRASSE', 'strasse strasse strasse'],
    ['the sigma at the end', 'ΟΔΟΣ οδος', 'οδοσ οδοσ'],
    ['Arabic vowel points, hamza and tatweel', 'مُحَمَّد أحمـــد', 'محمد احمد'],
    ['Hebrew points', 'שָׁלוֹם', 'שלום'],
    ['full and half width', 'ＡＢＣ１２ ｶﾞｽ', 'abc12 ガス'],
    ['ligatures', 'ﬁnal', 'final'],
    ['what can’t be seen', 'soft\u00adhyphen zero\u200bwidth ❤\ufe0f', 'softhyphen zerowidth ❤'],
    ['Cyrillic case, and й', 'ЙОГУРТ', 'иогурт'],
  ] as const)('makes the same of %s', ([, text, folded]) => {
    expect(fold(text)).toBe(folded)
  })

  test.for([
    ['vowels of Hindi', 'की का'],
    ['vowels and tones of Thai', 'ดี ไปไหน'],
    ['marks that make another kana', 'がく はく ぱく'],
    ['Korean syllables', '한국어'],
    ['Chinese', '订单'],
  ] as const)('keeps %s', ([, text]) => {
    expect(fold(text)).toBe(text)
  })

  test('knows where each letter comes from, in code points', () => {
    expect(foldWithOrigin('👍Üß')).toEqual({ text: '👍uss', starts: [0, 0, 1, 2, 2], ends: [1, 1, 2, 3, 3] })
    expect(foldWithOrigin('e\u0301a')).toEqual({ text: 'ea', starts: [0, 2], ends: [2, 3] })
  })

  test('folds with origin as it does without, whatever the text', () => {
    const anyText = fc.string({
      unit: fc.constantFrom(...'aZ \u0301\u0307İıßẞΣςÆéﬁ中ガが\u3099ｶﾞ한\u1112\u1161\u11ab👍🏽\u200d\ufe0fأمّـक\u0940ดี½'),
    })
    fc.assert(
      fc.property(anyText, (text) => {
        const folded = foldWithOrigin(text)
        expect(folded.text).toBe(fold(text))
        expect(folded.starts).toHaveLength(folded.text.length)
        expect(folded.ends.every((end, unit) => end > (folded.starts[unit] ?? end))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('changes nothing that it has folded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(fold(text))).toBe(fold(text))
      }),
    )
  })
})
