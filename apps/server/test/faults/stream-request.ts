import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

type Streamed = Readonly<{
  method: 'POST' | 'GET'
  headers?: Readonly<Record<string, string>>
  /** Taken piece by piece, as fast as the other side reads. */
  body?: Pieces
  /** Bytes of the body. */
  size?: number
}>

/** One request on a connection of its own; resolves with the head of the answer, whose body waits to be read. */
export const streamRequest = async (
  url: string,
  { method, headers, body = [], size = 0 }: Streamed,
): Promise<IncomingMessage> => {
  const asking = request(url, { method, agent: false, headers: { ...headers, 'content-length': String(size) } })
  const answered = once(asking, 'response') as Promise<[IncomingMessage]>
  // The answer may come before all was sent, and then it counts more than what became of the rest.
  const sent = pipeline(Readable.from(body, { objectMode: false }), asking)
  await Promise.race([answered, sent.then(() => answered)])
  const [answer] = await answered
  return answer
}

export const readText = async (answer: IncomingMessage): Promise<string> => text(answer)

type FormFile = Readonly<{ filename: string; mimeType: string; size: number; pieces: () => Pieces }>

/** A form with a file as its last part. */
export const streamForm = (
  url: string,
  token: string,
  fields: Readonly<Record<string, string>>,
  { filename, mimeType, size, pieces }: FormFile,
  headers: Readonly<Record<string, string>> = {},
): Promise<IncomingMessage> => {
  const boundary = `----${crypto.randomUUID()}`
  const part = (head: string) => `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`
  const texts = Object.entries(fields).map(([name, value]) => `${part(`name="${name}"`)}${value}\r\n`)
  const before = Buffer.from(
    `${texts.join('')}${part(`name="file"; filename="${filename}"\r\nContent-Type: ${mimeType}`)}`,
  )
  const after = Buffer.from(`\r\n--${boundary}--\r\n`)
  const body = async function* () {
    yield before
    yield* pieces()
    yield after
  }
  return streamRequest(url, {
    method: 'POST',
    headers: {
      ...headers,
      authorization: `Bearer ${token}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
    body: body(),
    size: before.length + size + after.length,
  })
}
