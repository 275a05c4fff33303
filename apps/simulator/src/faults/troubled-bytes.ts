import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultKind } from './fault-book.ts'

/** What goes wrong with bytes on their way to the business. */
export type BytesTrouble = Extract<FaultKind, { kind: 'wrong_bytes' | 'slow' | 'cut' }>

export const isBytesTrouble = (fault: FaultKind): fault is BytesTrouble =>
  ['wrong_bytes', 'slow', 'cut'].includes(fault.kind)

/** A file's bytes as the fault lets them through; `breakOff` ends the connection after what was written. */
export const troubled = (
  bytes: AsyncIterable<Uint8Array>,
  trouble: BytesTrouble | undefined,
  breakOff: () => void,
): AsyncIterable<Uint8Array> => {
  if (trouble === undefined) return bytes
  if (trouble.kind === 'wrong_bytes') return wrong(bytes)
  return trouble.kind === 'slow' ? slow(bytes, trouble.bytesPerSecond) : cut(bytes, trouble.afterBytes, breakOff)
}

/** As many as there should be, the first of each piece another. */
const wrong = async function* (bytes: AsyncIterable<Uint8Array>) {
  for await (const piece of bytes) {
    const other = Uint8Array.from(piece)
    other[0] = (other[0] ?? 0) ^ 0xff
    yield other
  }
}

const stepsPerSecond = 20

const slow = async function* (bytes: AsyncIterable<Uint8Array>, bytesPerSecond: number) {
  const step = Math.max(1, Math.ceil(bytesPerSecond / stepsPerSecond))
  for await (const piece of bytes) {
    for (let at = 0; at < piece.length; at += step) {
      await sleep(1000 / stepsPerSecond, undefined, { ref: false })
      yield piece.subarray(at, at + step)
    }
  }
}

const cut = async function* (bytes: AsyncIterable<Uint8Array>, afterBytes: number, breakOff: () => void) {
  let left = afterBytes
  for await (const piece of bytes) {
    if (left > 0) yield piece.subarray(0, left)
    left -= piece.length
    if (left <= 0) return breakOff()
  }
}
