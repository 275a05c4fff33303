import { fold } from './fold-text.ts'

/** A number that stands for one, two or three neighbouring characters; 32 bits, signed. */
export type Gram = number

const SPACE = 0
/** Neither letter nor digit. */
const SIGN = 1
/** Of a script that writes words with spaces between them. */
const LETTER = 2
/** Of a script in which two characters may be a word and nothing parts words; or a syllable of Korean. */
const DENSE = 3
/** A picture is a word by itself. */
const PICTURE = 4

const dense =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\u30fc\u3005]/u

const kindOf = (character: string): number => {
  if (/\s/.test(character)) return SPACE
  if (dense.test(character)) return DENSE
  if (/\p{Extended_Pictographic}/u.test(character)) return PICTURE
  return /[\p{L}\p{N}\p{M}]/u.test(character) ? LETTER : SIGN
}

const kindsOfAscii = Array.from({ length: 128 }, (_, code) => kindOf(String.fromCharCode(code)))
const kindOfPoint = (point: number): number => kindsOfAscii[point] ?? kindOf(String.fromCodePoint(point))

const isDense = (kind: number | undefined): boolean => kind === DENSE || kind === PICTURE

/** Whether a word may begin at `at`. */
const beginsAt = (kinds: readonly number[], at: number): boolean => {
  const before = kinds[at - 1] ?? SPACE
  return before === SPACE || isDense(before) || (before === SIGN && kinds[at] !== SIGN)
}

/** Whether a word may begin at the code unit `at` of a folded text. */
export const isBeginning = (text: string, at: number): boolean => {
  const kinds = Array.from(text.slice(Math.max(0, at - 2), at + 2), kindOf)
  const place = Array.from(text.slice(Math.max(0, at - 2), at)).length
  return beginsAt(kinds, place)
}

const mix = (a: number, b: number, c: number): Gram => {
  let hash = Math.imul(a ^ 0x5bd1e995, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 15) ^ b, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13) ^ c, 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

type Found = Readonly<{ anywhere: Set<Gram>; beginnings: Set<Gram> }>

const lookAt = (folded: string): Found => {
  const found: Found = { anywhere: new Set(), beginnings: new Set() }
  const points = Array.from(folded, (character) => character.codePointAt(0) ?? 0)
  const kinds = points.map(kindOfPoint)
  for (let at = 0; at < points.length; at += 1) {
    const kind = kinds[at]
    if (kind === SPACE) continue
    const next = kinds[at + 1] ?? SPACE
    const last = kinds[at + 2] ?? SPACE
    const first = points[at] ?? 0
    const second = points[at + 1] ?? 0
    const third = points[at + 2] ?? 0
    if (kind === PICTURE) found.anywhere.add(mix(first, 0, 0))
    if (next === SPACE) continue
    if (isDense(kind) || isDense(next)) found.anywhere.add(mix(first, second, 0))
    else {
      if (beginsAt(kinds, at)) found.beginnings.add(mix(first, second, 0))
      if (last !== SPACE && !isDense(last)) found.anywhere.add(mix(first, second, third))
    }
  }
  return found
}

/** What stands for a text in an index: any part of it that a search may ask for has its `gramsOfWord` among these. */
export const gramsOf = (text: string): readonly Gram[] => {
  const { anywhere, beginnings } = lookAt(fold(text))
  return [...anywhere.union(beginnings)]
}

/**
 * What a text that has the folded `word` has among its grams; none if the word is too short. `beginning`: a word of two letters is
 * found only where a word begins.
 */
export const gramsOfWord = (word: string): Readonly<{ grams: readonly Gram[]; beginning: boolean }> => {
  const { anywhere, beginnings } = lookAt(word)
  if (anywhere.size > 0) return { grams: [...anywhere], beginning: false }
  return { grams: [...beginnings].slice(0, 1), beginning: true }
}
