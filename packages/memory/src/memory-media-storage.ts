import { checkMediaKey, type MediaStorage, type Unavailable, unavailable } from '@boztell/core'
import { ResultAsync, err, ok } from 'neverthrow'

export type MemoryMediaStorage = MediaStorage & Readonly<{ setReachable: (reachable: boolean) => void }>

export const createMemoryMediaStorage = (): MemoryMediaStorage => {
  const files = new Map<string, Uint8Array>()
  let reachable = true

  const answer = <T>(action: () => T | Promise<T>): ResultAsync<T, Unavailable> =>
    new ResultAsync(
      Promise.resolve().then(async () => (reachable ? ok(await action()) : err(unavailable('switched off')))),
    )
  const read = async function* (bytes: Uint8Array) {
    if (bytes.length > 0) yield bytes.slice()
  }

  return {
    put: (key, content, { size }) =>
      answer(async () => {
        checkMediaKey(key)
        const bytes = new Uint8Array(Buffer.concat(await Array.fromAsync(content)))
        if (bytes.length !== size) throw new Error(`The content's size is ${bytes.length} bytes and not ${size}.`)
        files.set(key, bytes)
      }),
    get: (key, range) =>
      answer(() => {
        checkMediaKey(key)
        const bytes = files.get(key)
        const part = range ? bytes?.subarray(range.first, range.last + 1) : bytes
        return bytes && part && { size: bytes.length, content: read(part) }
      }),
    delete: (keys) =>
      answer(() => {
        for (const key of keys) files.delete(key)
      }),
    exists: (key) => answer(() => files.has(key)),
    list: async function* (prefix) {
      if (!reachable) throw new Error('switched off')
      for (const [key, { length: size }] of [...files]) if (key.startsWith(prefix)) yield { key, size }
    },
    setReachable: (now) => {
      reachable = now
    },
  }
}
