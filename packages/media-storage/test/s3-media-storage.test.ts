import { allBytes, inChunks, mediaStorageContract } from '@boztell/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { createS3MediaStorage } from '../src/s3-media-storage.ts'
import { startMeddler, startS3 } from './start-s3.ts'

const s3 = await startS3()
const strict = await startS3({ strict: true })
afterAll(async () => {
  await Promise.all([s3.stop(), strict.stop()])
})

mediaStorageContract('s3', async () => ({
  storage: createS3MediaStorage(s3.at()),
  unreachable: async () => createS3MediaStorage(s3.at({ endpoint: 'http://127.0.0.1:1' })),
}))

const MEBIBYTE = 1_048_576
const put = (storage: ReturnType<typeof createS3MediaStorage>, bytes = new Uint8Array(2 * MEBIBYTE)) =>
  storage.put('poster/aa', inChunks(bytes), { size: bytes.length, mimeType: 'image/webp' })

describe('S3', () => {
  test('is asked at the start whether the bucket is there', async () => {
    expect((await createS3MediaStorage(s3.at()).prepare()).isOk()).toBe(true)
    const missing = await createS3MediaStorage(s3.at({ bucket: 'nothing' })).prepare()
    expect(missing._unsafeUnwrapErr().reason).toContain('404')
  })

  test('signs, and says what it has against the credentials', async () => {
    const storage = createS3MediaStorage(strict.at())
    ;(await put(storage))._unsafeUnwrap()
    expect((await storage.exists('poster/aa'))._unsafeUnwrap()).toBe(true)
    const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'another' }
    const refused = await put(createS3MediaStorage(strict.at({ credentials })))
    expect(refused._unsafeUnwrapErr().reason).toContain('SignatureDoesNotMatch')
  })

  test('shares a bucket without a prefix', async () => {
    const storage = createS3MediaStorage(s3.at({ prefix: '' }))
    ;(await put(storage))._unsafeUnwrap()
    expect(await Array.fromAsync(storage.list('poster/'))).toEqual([{ key: 'poster/aa', size: 2 * MEBIBYTE }])
    ;(await storage.delete(['poster/aa']))._unsafeUnwrap()
  })

  test('gets the length and the type of a file, in one plain request', async () => {
    const meddler = await startMeddler(s3.endpoint, (_, __, passOn) => passOn())
    ;(await put(createS3MediaStorage(s3.at({ endpoint: meddler.endpoint }))))._unsafeUnwrap()
    await meddler.stop()
    expect(meddler.seen.map(({ method }) => method)).toEqual(['PUT'])
    const headers = meddler.seen[0]?.headers ?? {}
    expect(headers).toMatchObject({ 'content-length': String(2 * MEBIBYTE), 'content-type': 'image/webp' })
    expect(headers).not.toHaveProperty('content-encoding')
    expect(headers).not.toHaveProperty('expect')
  })

  test('asks again where it was only busy', async () => {
    let busy = 1
    const meddler = await startMeddler(s3.endpoint, (_, response, passOn) => {
      if (busy-- > 0) response.writeHead(503).end()
      else passOn()
    })
    const storage = createS3MediaStorage(s3.at({ endpoint: meddler.endpoint }))
    expect((await storage.exists('poster/aa'))._unsafeUnwrap()).toBe(false)
    await meddler.stop()
  })

  test.for(['cut', 'stalled'] as const)('throws where a download is %s', async (kind) => {
    const meddler = await startMeddler(s3.endpoint, (incoming, response, passOn) => {
      if (incoming.method !== 'GET') return passOn()
      response.writeHead(200, { 'content-length': String(2 * MEBIBYTE) })
      response.write(new Uint8Array(MEBIBYTE), () => kind === 'cut' && response.destroy())
    })
    const storage = createS3MediaStorage(s3.at({ endpoint: meddler.endpoint }), { stallLimit: 500 })
    ;(await put(storage))._unsafeUnwrap()
    const found = (await storage.get('poster/aa'))._unsafeUnwrap()
    await expect(allBytes(found?.content ?? inChunks(new Uint8Array()))).rejects.toThrow(
      kind === 'cut' ? 'aborted' : 'Nothing moved',
    )
    await meddler.stop()
  })

  test('gives up an upload that nobody takes', async () => {
    const meddler = await startMeddler(s3.endpoint, () => undefined)
    const storage = createS3MediaStorage(s3.at({ endpoint: meddler.endpoint }), { stallLimit: 500 })
    let released = false
    const content = async function* () {
      try {
        for (let turn = 0; turn < 64; turn++) yield new Uint8Array(MEBIBYTE)
      } finally {
        released = true
      }
    }
    const refused = await storage.put('poster/aa', content(), { size: 64 * MEBIBYTE, mimeType: 'image/webp' })
    expect(refused._unsafeUnwrapErr().reason).toContain('Nothing moved')
    await expect.poll(() => released).toBe(true)
    await meddler.stop()
  })

  test('waits for whoever reads slowly', async () => {
    const storage = createS3MediaStorage(s3.at(), { stallLimit: 200 })
    ;(await put(storage))._unsafeUnwrap()
    const content = (await storage.get('poster/aa'))._unsafeUnwrap()?.content ?? inChunks(new Uint8Array())
    const limit = performance.now() + 600
    let size = 0
    for await (const chunk of content) {
      if (size === 0) await expect.poll(() => performance.now() > limit).toBe(true)
      size += chunk.length
    }
    expect(size).toBe(2 * MEBIBYTE)
  })

  test('keeps no file whole in memory', { timeout: 60_000 }, async () => {
    const storage = createS3MediaStorage(s3.at())
    const size = 200 * MEBIBYTE
    let peak = 0
    const content = async function* () {
      for (let sent = 0; sent < size; sent += MEBIBYTE) {
        peak = Math.max(peak, process.memoryUsage().arrayBuffers)
        yield new Uint8Array(MEBIBYTE)
      }
    }
    const before = process.memoryUsage().arrayBuffers
    ;(await storage.put('poster/aa', content(), { size, mimeType: 'image/webp' }))._unsafeUnwrap()
    const found = (await storage.get('poster/aa'))._unsafeUnwrap()
    let read = 0
    for await (const chunk of found?.content ?? []) {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers)
      read += chunk.length
    }
    expect(read).toBe(size)
    expect(peak - before).toBeLessThan(100 * MEBIBYTE)
  })
})
