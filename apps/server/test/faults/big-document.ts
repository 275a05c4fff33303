import { createHash, randomBytes } from 'node:crypto'

/** A file that is made while it is read, and never whole in memory. */
export type BigDocument = Readonly<{
  mimeType: 'application/pdf' | 'text/plain'
  filename: string
  size: number
  /** Read once. */
  pieces: () => Iterable<Uint8Array>
  /** In hexadecimal, of all that was read. */
  sha256: () => string
}>

const PIECE = 128 * 1_024

/** No two are the same. A text is one throughout, in letters of one to three bytes. */
export const aBigDocument = (mimeType: BigDocument['mimeType'], size: number): BigDocument => {
  if (size % PIECE !== 0) throw new Error(`a big document is made of pieces of ${PIECE} bytes`)
  const isText = mimeType === 'text/plain'
  const mark = crypto.randomUUID()
  const piece = isText ? aText() : randomBytes(PIECE)
  const hash = createHash('sha256')
  const pieces = function* () {
    for (let at = 0; at < size; at += PIECE) {
      const next = Buffer.from(piece)
      next.write(`${isText ? '' : '%PDF-1.4\n'}${mark} ${String(at).padStart(10, '0')}\n`)
      hash.update(next)
      yield next
    }
  }
  return { mimeType, filename: isText ? 'a.txt' : 'a.pdf', size, pieces, sha256: () => hash.copy().digest('hex') }
}

const LINE = 'Halo, ça va? Привет, 你好。\n'

/** Begins with room for a mark, and ends with a whole letter. */
const aText = (): Buffer => {
  const text = Buffer.alloc(PIECE, '.')
  text.write(LINE.repeat(Math.floor((PIECE - 100) / Buffer.byteLength(LINE))), 100)
  return text
}
