import { type MediaStorage, mediaKey, renditionKey } from '@boztell/core'
import { test as base, describe, expect } from 'vitest'
import { allBytes, inChunks } from '../builders/a-media-file.ts'

export type MediaStorageFixture = Readonly<{
  /** Empty. */
  storage: MediaStorage
  /** One that can't be reached. */
  unreachable: () => Promise<MediaStorage>
}>

const MEBIBYTE = 1_048_576
const bytesOf = (size: number) => new Uint8Array(size).map((_, index) => (index * 31) % 251)
const hexOf = (digit: string) => digit.repeat(64)
const png = { mimeType: 'image/png' }

export const mediaStorageContract = (adapter: string, makeFixture: () => Promise<MediaStorageFixture>): void => {
  const test = base
    .extend('fixture', () => makeFixture())
    .extend('storage', ({ fixture }) => fixture.storage)
    .extend('put', ({ storage }) => async (key: string, bytes: Uint8Array) => {
      const put = await storage.put(key, inChunks(bytes), { size: bytes.length, ...png })
      put._unsafeUnwrap()
    })
    .extend('read', ({ storage }) => async (key: string, range?: { first: number; last: number }) => {
      const found = (await storage.get(key, range))._unsafeUnwrap()
      return found && { size: found.size, bytes: await allBytes(found.content) }
    })
  const keysOf = async (storage: MediaStorage, prefix: string) =>
    (await Array.fromAsync(storage.list(prefix))).map(({ key }) => key).toSorted()

  describe(`${adapter} keeps the MediaStorage contract`, () => {
    test.for([0, 1, 65_536, 65_537, 6 * MEBIBYTE + 1])(
      'gives back %d bytes as they were',
      async (size, { put, read }) => {
        const bytes = bytesOf(size)
        await put(mediaKey(hexOf('a')), bytes)
        const found = await read(mediaKey(hexOf('a')))
        expect(found?.size).toBe(size)
        expect(Buffer.compare(found?.bytes ?? new Uint8Array(1), bytes)).toBe(0)
      },
    )

    test('knows nothing of what was never put', async ({ storage }) => {
      expect((await storage.get(mediaKey(hexOf('a'))))._unsafeUnwrap()).toBeUndefined()
      expect((await storage.exists(mediaKey(hexOf('a'))))._unsafeUnwrap()).toBe(false)
    })

    test('says what is there by its whole name only', async ({ storage, put }) => {
      await put(mediaKey(hexOf('a')), bytesOf(3))
      expect((await storage.exists(mediaKey(hexOf('a'))))._unsafeUnwrap()).toBe(true)
      expect((await storage.exists('sha256/aa'))._unsafeUnwrap()).toBe(false)
      expect((await storage.get('sha256/aa'))._unsafeUnwrap()).toBeUndefined()
    })

    test.for([
      { first: 0, last: 0, from: 0, to: 1 },
      { first: 2, last: 5, from: 2, to: 6 },
      { first: 250, last: 255, from: 250, to: 256 },
      { first: 250, last: 900, from: 250, to: 256 },
      { first: 256, last: 300, from: 256, to: 256 },
      { first: 900, last: 901, from: 256, to: 256 },
    ])('reads from $first to $last of 256 bytes', async ({ first, last, from, to }, { put, read }) => {
      await put('poster/aa', bytesOf(256))
      expect(await read('poster/aa', { first, last })).toEqual({ size: 256, bytes: bytesOf(256).subarray(from, to) })
    })

    test('reads a range deep in a file of many chunks', async ({ put, read }) => {
      const bytes = bytesOf(6 * MEBIBYTE)
      await put('poster/aa', bytes)
      const range = { first: 5 * MEBIBYTE - 1, last: 5 * MEBIBYTE + 99_999 }
      const found = await read('poster/aa', range)
      expect(Buffer.compare(found?.bytes ?? new Uint8Array(), bytes.subarray(range.first, range.last + 1))).toBe(0)
    })

    test('reads the same content twice at once, and lets go of what is left unread', async ({ storage, put, read }) => {
      await put('poster/aa', bytesOf(2 * MEBIBYTE))
      for (let turn = 0; turn < 100; turn++) {
        const found = (await storage.get('poster/aa'))._unsafeUnwrap()
        if (turn % 2 === 0) for await (const chunk of found?.content ?? []) if (chunk.length > 0) break
      }
      const both = await Promise.all([read('poster/aa'), read('poster/aa')])
      for (const found of both) expect(Buffer.compare(found?.bytes ?? new Uint8Array(), bytesOf(2 * MEBIBYTE))).toBe(0)
    })

    test('replaces what was there by that name', async ({ put, read }) => {
      await put('poster/aa', bytesOf(100))
      await put('poster/aa', bytesOf(7))
      expect(await read('poster/aa')).toEqual({ size: 7, bytes: bytesOf(7) })
    })

    test('keeps nothing of content that breaks off, and throws what it threw', async ({ storage }) => {
      const breaking = async function* () {
        yield bytesOf(2 * MEBIBYTE)
        throw new Error('the source is gone')
      }
      await expect(
        Promise.resolve(storage.put('poster/aa', breaking(), { size: 4 * MEBIBYTE, ...png })),
      ).rejects.toThrow('the source is gone')
      expect(await keysOf(storage, '')).toEqual([])
    })

    test.for([-1, 1])('keeps nothing of content that is %d bytes off', async (off, { storage, put, read }) => {
      await put('poster/bb', bytesOf(5))
      for (const key of ['poster/aa', 'poster/bb'])
        await expect(
          Promise.resolve(storage.put(key, inChunks(bytesOf(1_000), 100), { size: 1_000 + off, ...png })),
        ).rejects.toThrow('size')
      expect(await keysOf(storage, '')).toEqual(['poster/bb'])
      expect(await read('poster/bb')).toEqual({ size: 5, bytes: bytesOf(5) })
    })

    test('keeps one whole file where several put the same at once', async ({ storage, put, read }) => {
      const bytes = bytesOf(MEBIBYTE)
      await Promise.all(Array.from({ length: 8 }, () => put(mediaKey(hexOf('a')), bytes)))
      expect(Buffer.compare((await read(mediaKey(hexOf('a'))))?.bytes ?? new Uint8Array(), bytes)).toBe(0)
      expect(await keysOf(storage, '')).toEqual([mediaKey(hexOf('a'))])
    })

    test('deletes several, and passes over what is not there', async ({ storage, put }) => {
      for (const key of ['poster/aa', 'poster/bb', 'poster/cc']) await put(key, bytesOf(1))
      ;(await storage.delete(['poster/aa', 'poster/zz', 'poster/cc']))._unsafeUnwrap()
      ;(await storage.delete([]))._unsafeUnwrap()
      expect(await keysOf(storage, '')).toEqual(['poster/bb'])
      expect((await storage.exists('poster/aa'))._unsafeUnwrap()).toBe(false)
    })

    test('lists by the beginning of the name, with sizes', async ({ storage, put }) => {
      expect(await keysOf(storage, '')).toEqual([])
      await put(mediaKey(`ab${hexOf('0').slice(2)}`), bytesOf(10))
      await put(mediaKey(`ac${hexOf('0').slice(2)}`), bytesOf(11))
      await put(renditionKey('thumbnail', hexOf('a'), 'webp'), bytesOf(12))
      expect(await keysOf(storage, 'sha256/')).toHaveLength(2)
      expect(await keysOf(storage, 'sha256/ab/00/ab')).toEqual([mediaKey(`ab${hexOf('0').slice(2)}`)])
      expect(await keysOf(storage, 'sha25')).toHaveLength(2)
      expect(await keysOf(storage, 'nothing/')).toEqual([])
      const all = await Array.fromAsync(storage.list(''))
      expect(all.map(({ size }) => size).toSorted()).toEqual([10, 11, 12])
    })

    test('lists more than a page holds', { timeout: 60_000 }, async ({ storage, put }) => {
      const keys = Array.from({ length: 1_203 }, (_, index) => `poster/${String(index % 7)}/${String(index)}`)
      for (let at = 0; at < keys.length; at += 40)
        await Promise.all(keys.slice(at, at + 40).map((key) => put(key, bytesOf(1))))
      expect(await keysOf(storage, 'poster/')).toEqual(keys.toSorted())
    })

    test.for(['', '/a', 'a/', 'a//b', '../a', 'a/../b', 'a/.', '.a', 'A', 'a b', 'a\0b', 'a\\b', 'ä'])(
      'takes the name "%s" for a bug',
      async (key, { storage }) => {
        await expect(
          Promise.resolve().then(() => storage.put(key, inChunks(bytesOf(1)), { size: 1, ...png })),
        ).rejects.toThrow('key')
        await expect(Promise.resolve().then(() => storage.get(key))).rejects.toThrow('key')
      },
    )

    test('says that it is unavailable', async ({ fixture }) => {
      const storage = await fixture.unreachable()
      const errors = [
        await storage.put('poster/aa', inChunks(bytesOf(1)), { size: 1, ...png }),
        await storage.get('poster/aa'),
        await storage.exists('poster/aa'),
        await storage.delete(['poster/aa']),
      ].map((result) => result._unsafeUnwrapErr())
      for (const error of errors) expect(error).toEqual({ type: 'unavailable', reason: expect.stringMatching(/./) })
      await expect(Array.fromAsync(storage.list(''))).rejects.toThrow()
    })
  })
}
