import { isUtf8 } from 'node:buffer'

export type Utf8Check = Readonly<{
  add: (chunk: Uint8Array) => void
  /** Whether all of it was UTF-8 without a NUL; what is empty says nothing. */
  isText: () => boolean
}>

const NOTHING = new Uint8Array()

/** Looks at a file while it goes by, without making a string of it; letters may be cut between chunks. */
export const createUtf8Check = (): Utf8Check => {
  let isText = true
  let isEmpty = true
  /** The beginning of a letter whose end is to come. */
  let begun = NOTHING

  const check = (bytes: Uint8Array) => {
    isText &&= isUtf8(bytes) && !bytes.includes(0)
  }
  return {
    add: (chunk) => {
      isEmpty &&= chunk.length === 0
      if (!isText || chunk.length === 0) return
      const missing = begun.length === 0 ? 0 : lengthOf(begun[0]) - begun.length
      const letter = Buffer.concat([begun, chunk.subarray(0, missing)])
      if (chunk.length < missing) {
        begun = letter
        return
      }
      check(letter)
      const rest = chunk.subarray(missing)
      const whole = rest.length - lengthOfCutLetter(rest)
      check(rest.subarray(0, whole))
      begun = Uint8Array.from(rest.subarray(whole))
    },
    isText: () => isText && !isEmpty && begun.length === 0,
  }
}

/** As the first byte says; of what begins no letter, 1. */
const lengthOf = (first = 0): number => (first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1)

/** How many bytes in the end are the beginning of a letter. */
const lengthOfCutLetter = (bytes: Uint8Array): number => {
  for (let length = 1; length <= Math.min(3, bytes.length); length++) {
    const byte = bytes[bytes.length - length] ?? 0
    if ((byte & 0xc0) !== 0x80) return lengthOf(byte) > length ? length : 0
  }
  return 0
}
