import type { IncomingMessage } from 'node:http'
import { err, ok, type Result } from 'neverthrow'
import { type PayloadTooLarge, payloadTooLarge } from './edge-error.ts'

const PATIENCE = 16

/** The raw bytes of a body of at most `limit` bytes. */
export const readBody = async (request: Request, limit: number): Promise<Result<Uint8Array, PayloadTooLarge>> => {
  const declared = request.headers.get('content-length')
  if (declared !== null && Number(declared) > limit) return err(payloadTooLarge(limit))
  if (declared !== null) return ok(new Uint8Array(await request.arrayBuffer()))

  if (request.body === null) return ok(new Uint8Array())

  const pieces: Uint8Array[] = []
  let size = 0
  const stream: AsyncIterable<Uint8Array> = request.body
  for await (const piece of stream) {
    size += piece.byteLength
    if (size <= limit) pieces.push(piece)
    // Read on for a while: whoever is still sending hears the answer, and the connection stays good.
    else if (size > PATIENCE * limit) break
  }
  return size > limit ? err(payloadTooLarge(limit)) : ok(Buffer.concat(pieces))
}

/**
 * The same from Node's own request, which has the bytes in hand: nothing is wrapped, copied or waited for. To be called in the turn
 * in which the request came; a connection that breaks rejects.
 */
export const readIncoming = (incoming: IncomingMessage, limit: number): Promise<Result<Uint8Array, PayloadTooLarge>> =>
  new Promise((resolve, reject) => {
    if (Number(incoming.headers['content-length']) > limit) {
      resolve(err(payloadTooLarge(limit)))
      return
    }
    const pieces: Buffer[] = []
    let size = 0
    const end = () => resolve(size > limit ? err(payloadTooLarge(limit)) : ok(joined(pieces)))
    incoming.on('data', (piece: Buffer) => {
      size += piece.byteLength
      if (size <= limit) pieces.push(piece)
      else if (size > PATIENCE * limit) end()
    })
    incoming.on('end', end)
    incoming.on('error', reject)
  })

const joined = (pieces: readonly Buffer[]): Uint8Array =>
  pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces)
