const placeholder = /\{\{\s*([\p{L}\p{N}_]+)\s*\}\}/gu

/** What is to be filled in, each once: names as they come, numbers ascending. */
export const placeholdersOf = (text: string): readonly string[] => {
  const found = [...new Set([...text.matchAll(placeholder)].map(([, name = '']) => name))]
  return found.every((name) => /^\d+$/.test(name)) ? found.toSorted((a, b) => Number(a) - Number(b)) : found
}

/** The text with its placeholders filled in; one for which `valueOf` knows nothing stays. */
export const fillPlaceholders = (text: string, valueOf: (name: string) => string | undefined): string =>
  text.replaceAll(placeholder, (whole, name: string) => valueOf(name) ?? whole)
