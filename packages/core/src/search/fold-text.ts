/** `text` is what is compared; its code unit `i` comes from the code points `starts[i]` to `ends[i]` (exclusive) of the original. */
export type FoldedText = Readonly<{ text: string; starts: readonly number[]; ends: readonly number[] }>

/** A letter with its marks, or the parts of a Korean syllable: what folds as a whole. */
const clusters = /\P{M}[\p{M}\p{Cf}\u0640\u1160-\u11ff\u314f-\u3163\uff9e\uff9f\uffc2-\uffdc]*|\p{M}+/gu
/** Accents, vowel points, tatweel and what can't be seen; but not the marks that make another kana, and no vowels of India or Thailand. */
const unheard = /[\p{Cf}\u0640]|[[\p{M}&&[\p{Script=Inherited}\p{Script=Arabic}\p{Script=Hebrew}]]--[\u3099\u309a]]/gv
/** Letters that Unicode does not take apart, though people do; and the sigma that only ends words. */
const other: Readonly<Record<string, string>> = { æ: 'ae', đ: 'd', ħ: 'h', ł: 'l', ø: 'o', œ: 'oe', ς: 'σ' }
const others = /[æđħłøœς]/g
const ascii = /^[\0-\x7f]*$/

/** `text` without what does not count in a search: case, accents, vowel points, width and form of letters. */
export const fold = (text: string): string =>
  ascii.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFKD')
        .replace(unheard, '')
        // Up in between, which makes two letters of ß and a common i of the dotless one.
        .toLowerCase()
        .toUpperCase()
        .toLowerCase()
        .replace(others, (letter) => other[letter] ?? letter)
        .normalize('NFC')

export const foldWithOrigin = (original: string): FoldedText => {
  if (ascii.test(original)) {
    const starts = Array.from(original, (_, unit) => unit)
    return { text: fold(original), starts, ends: starts.map((start) => start + 1) }
  }
  const starts: number[] = []
  const ends: number[] = []
  let text = ''
  let start = 0
  for (const [cluster] of original.matchAll(clusters)) {
    const end = start + Array.from(cluster).length
    const folded = fold(cluster)
    text += folded
    for (let unit = 0; unit < folded.length; unit += 1) {
      starts.push(start)
      ends.push(end)
    }
    start = end
  }
  return { text, starts, ends }
}
