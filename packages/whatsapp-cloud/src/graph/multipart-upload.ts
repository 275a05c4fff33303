import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'

/** A file to upload; `fs.openAsBlob(path)` gives its `stream()` and `size` without reading it. */
export type UploadFile = Readonly<{
  stream: AsyncIterable<Uint8Array>
  /** Bytes. */
  size: number
  mimeType: string
  filename: string
}>

// As browsers do: a name can't end its header.
const quoted = (text: string): string => `"${text.replace(/["\r\n]/g, (character) => encodeURIComponent(character))}"`

/** The form of `POST /{phone-number-id}/media`, streamed: a video never stands in memory as a whole. */
export const multipartUpload = ({ stream, size, mimeType, filename }: UploadFile) => {
  const boundary = `----boztell-${randomUUID()}`
  const part = (head: string, value = '') => `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}`
  const type = mimeType.replace(/[\r\n]/g, '')
  const before = Buffer.from(
    `${part('name="messaging_product"', 'whatsapp')}\r\n${part('name="type"', type)}\r\n` +
      part(`name="file"; filename=${quoted(filename)}\r\nContent-Type: ${type}`),
  )
  const after = Buffer.from(`\r\n--${boundary}--\r\n`)
  const pieces = async function* () {
    yield before
    yield* stream
    yield after
  }
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(before.length + size + after.length),
    },
    body: Readable.from(pieces(), { objectMode: false }),
  }
}
