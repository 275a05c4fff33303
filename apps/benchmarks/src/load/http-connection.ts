import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Called once per request with the whole answer; the bytes are good until it returns. */
export type Answered = (status: number, body: Buffer) => void

/**
 * One keep-alive connection, one request at a time. Plain sockets cost the load generator about a third of what an HTTP client
 * does, and it shares the machine with what is measured.
 */
export type HttpConnection = Readonly<{ send: (request: Uint8Array, answered: Answered) => void; close: () => void }>

/** All connections read into the same memory: each answer is dealt with before the next piece is read. */
const readBuffer = Buffer.alloc(256 * 1024)

/** Connects; `broken` is called if the connection ends before `close`. */
export const openConnection = async (target: URL, broken: (reason: string) => void): Promise<HttpConnection> => {
  let waiting: Answered | undefined
  let earlier: Buffer | undefined
  let closed = false

  const read = (piece: Buffer) => {
    const bytes = earlier === undefined ? piece : Buffer.concat([earlier, piece])
    const answer = readAnswer(bytes)
    if (answer === undefined) {
      earlier = earlier === undefined ? Buffer.from(piece) : bytes
      return
    }
    earlier = undefined
    const answered = waiting
    waiting = undefined
    answered?.(answer.status, answer.body)
  }

  const socket: Socket = connect({
    host: target.hostname,
    port: Number(target.port),
    noDelay: true,
    onread: {
      buffer: readBuffer,
      callback: (size) => {
        read(readBuffer.subarray(0, size))
        return true
      },
    },
  })
  await once(socket, 'connect')
  const end = (reason: string) => {
    if (!closed) broken(reason)
    closed = true
  }
  socket.on('error', (error) => end(error.message))
  socket.on('close', () => end('the server closed a connection'))
  return {
    send: (request, answered) => {
      waiting = answered
      socket.write(request)
    },
    close: () => {
      closed = true
      socket.destroy()
    },
  }
}

const HEAD_END = Buffer.from('\r\n\r\n')
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n')

const readAnswer = (bytes: Buffer): Readonly<{ status: number; body: Buffer }> | undefined => {
  const end = bytes.indexOf(HEAD_END)
  if (end < 0) return undefined
  const head = bytes.toString('latin1', 0, end)
  const status = Number(head.slice(9, 12))
  const body = bytes.subarray(end + HEAD_END.length)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length !== undefined) return body.length >= Number(length) ? { status, body } : undefined
  if (status === 204 || status === 304) return { status, body }
  return body.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK) || body.equals(LAST_CHUNK.subarray(2))
    ? { status, body }
    : undefined
}
