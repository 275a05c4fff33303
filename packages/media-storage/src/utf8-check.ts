export type Utf8Check = Readonly<{
  add: (chunk: Uint8Array) => void
  /** Whether all of it was UTF-8 without a NUL; what is empty says nothing. */
  isText: () => boolean
}>

/** Looks at a file while it goes by; characters may be cut between chunks. */
export const createUtf8Check = (): Utf8Check => {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let isText = true
  let isEmpty = true
  const decode = (chunk?: Uint8Array) => {
    try {
      decoder.decode(chunk, { stream: chunk !== undefined })
    } catch {
      isText = false
    }
  }
  return {
    add: (chunk) => {
      isEmpty &&= chunk.length === 0
      if (!isText) return
      if (chunk.includes(0)) isText = false
      else decode(chunk)
    },
    isText: () => {
      if (isText) decode()
      return isText && !isEmpty
    },
  }
}
