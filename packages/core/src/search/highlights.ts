import { contentText } from '../message/content-text.ts'
import type { Message } from '../message/message.ts'
import { readableContent } from '../message/message-history.ts'
import { isShownInRoom } from '../message/message.ts'
import { foldWithOrigin } from './fold-text.ts'
import { occurrencesOf, type SearchWord, wordsMissingIn } from './search-words.ts'

/** What a search looks at. */
export type SearchedField = Readonly<{ field: 'content_text' | 'filename' | 'lead_name'; text: string }>

/** Where words occur in a field: `[start, end)` in code points, in order, apart from each other. */
export type Highlight = SearchedField & Readonly<{ ranges: readonly (readonly [start: number, end: number])[] }>

/** What a message says itself; nothing once it is revoked, and nothing of a reaction, which is no message of the room. */
export const searchedTexts = (message: Message): readonly SearchedField[] => {
  const content = readableContent(message)
  if (content === null || !isShownInRoom(message)) return []
  const text = contentText(content)
  const filename = 'media' in content.data ? (content.data.media as { filename?: string | null }).filename : null
  return [
    ...(text === null ? [] : [{ field: 'content_text' as const, text }]),
    // Without a caption it is what the content says.
    ...(!filename || filename === text ? [] : [{ field: 'filename' as const, text: filename }]),
  ]
}

/** What there is to mark in a message of this lead; undefined unless every word occurs in one of its fields. */
export const highlightsOf = (
  message: Message,
  leadName: string,
  words: readonly SearchWord[],
): readonly Highlight[] | undefined => {
  if (message.revokedAt !== null || !isShownInRoom(message)) return undefined
  const fields = [...searchedTexts(message), { field: 'lead_name' as const, text: leadName }]
  const missing = new Set(words)
  const highlights = fields.map(({ field, text }) => ({ field, text, ranges: rangesOf(text, words, missing) }))
  return missing.size > 0 ? undefined : highlights.filter(({ ranges }) => ranges.length > 0)
}

/** Takes the words that occur out of `missing`. */
const rangesOf = (text: string, words: readonly SearchWord[], missing: Set<SearchWord>): Highlight['ranges'] => {
  const absent = new Set(wordsMissingIn(text, words))
  const present = words.filter((word) => !absent.has(word))
  if (present.length === 0) return []
  const folded = foldWithOrigin(text)
  const ranges = present.flatMap((word) => {
    missing.delete(word)
    return occurrencesOf(word, folded.text).map(
      (at) => [folded.starts[at] ?? 0, folded.ends[at + word.text.length - 1] ?? 0] as const,
    )
  })
  return joined(ranges.toSorted(([a, b], [c, d]) => a - c || b - d))
}

const joined = (ranges: Highlight['ranges']): Highlight['ranges'] => {
  const apart: (readonly [number, number])[] = []
  for (const [start, end] of ranges) {
    const last = apart.at(-1)
    if (last === undefined || start > last[1]) apart.push([start, end])
    else apart[apart.length - 1] = [last[0], Math.max(last[1], end)]
  }
  return apart
}
