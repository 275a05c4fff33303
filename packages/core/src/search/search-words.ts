import { fold } from './fold-text.ts'
import { type Gram, gramsOfWord, isBeginning } from './search-grams.ts'

export type SearchWord = Readonly<{
  /** Folded. */
  text: string
  /** Every text that has the word has these among its grams; none of a single letter. */
  grams: readonly Gram[]
  /** One or two letters, which are everywhere, count only where a word begins. */
  beginning: boolean
}>

/** The words of what somebody looks for, each once. */
export const searchWords = (q: string): readonly SearchWord[] =>
  [...new Set(fold(q).split(/\s+/))].filter((text) => text !== '').map((text) => ({ text, ...gramsOfWord(text) }))

/** The code units of the folded `text` at which `word` begins; they may overlap. */
export const occurrencesOf = (word: SearchWord, text: string): readonly number[] => {
  const found: number[] = []
  for (let at = text.indexOf(word.text); at !== -1; at = text.indexOf(word.text, at + 1))
    if (!word.beginning || isBeginning(text, at)) found.push(at)
  return found
}

/** Those of `words` that do not occur in `text`. */
export const wordsMissingIn = (text: string, words: readonly SearchWord[]): readonly SearchWord[] => {
  const folded = fold(text)
  return words.filter((word) => occurrencesOf(word, folded).length === 0)
}
