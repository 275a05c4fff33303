import { type ByteRange, checkMediaKey, type StoredObject } from '@boztell/core'
import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, link, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { exactly } from './exactly.ts'
import { once } from './once.ts'
import { ownFolder } from './own-folder.ts'
import type { PreparedMediaStorage } from './prepared-media-storage.ts'
import { unlessDiskFails } from './unless-disk-fails.ts'
import { writeFile } from './write-file.ts'

/** No key begins with a dot. */
const ASIDE = '.incoming'

/** Files in folders of `root`, which several processes may share. */
export const createFileSystemMediaStorage = (root: string): PreparedMediaStorage => {
  const aside = once(() => ownFolder(join(root, ASIDE)))
  const pathOf = (key: string) => {
    checkMediaKey(key)
    return join(root, key)
  }

  const sizeOf = async (path: string): Promise<number | undefined> => {
    await aside()
    const found = await unlessMissing(stat(path))
    // A volume that is no longer mounted has lost no file.
    if (found === undefined) await stat(join(root, ASIDE))
    return found?.isFile() ? found.size : undefined
  }

  /** Puts in its place what `bring` has left aside, safe on the disk. */
  const place = (key: string, bring: (written: string) => Promise<void>) =>
    unlessDiskFails(async () => {
      const path = pathOf(key)
      const written = join(await aside(), randomUUID())
      try {
        await bring(written)
        await makeFolder(dirname(path))
        await rename(written, path)
        await sync(dirname(path))
      } finally {
        await rm(written, { force: true })
      }
    })

  return {
    put: (key, content, { size }) =>
      place(key, (written) => writeFile(written, exactly(content, size), { durable: true })),
    adopt: (key, path, size) =>
      place(key, async (written) => {
        // On another disk, or one that knows no links, the system copies it.
        await link(path, written).catch(() => copyFile(path, written))
        await syncWhole(written, size)
      }),
    get: (key, range) =>
      unlessDiskFails(async () => {
        const path = pathOf(key)
        const size = await sizeOf(path)
        return size === undefined ? undefined : { size, content: read(path, size, range) }
      }),
    delete: (keys) =>
      unlessDiskFails(async () => {
        await aside()
        for (const key of keys) await rm(pathOf(key), { force: true })
      }),
    exists: (key) => unlessDiskFails(async () => (await sizeOf(pathOf(key))) !== undefined),
    list: async function* (prefix) {
      await aside()
      // What is before the last slash names a folder.
      const folder = prefix.includes('/') ? posix.dirname(`${prefix}.`) : ''
      for await (const found of filesBelow(root, folder)) if (found.key.startsWith(prefix)) yield found
    },
    prepare: () =>
      unlessDiskFails(async () => {
        await aside()
      }),
  }
}

const read = async function* (path: string, size: number, range?: ByteRange): AsyncIterable<Uint8Array> {
  if (range && range.first >= size) return
  yield* createReadStream(path, range ? { start: range.first, end: range.last } : {})
}

const filesBelow = async function* (root: string, folder: string): AsyncIterable<StoredObject> {
  const entries = await unlessMissing(opendir(join(root, folder)))
  for await (const entry of entries ?? []) {
    if (entry.name.startsWith('.')) continue
    const key = posix.join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(root, key)
    const found = entry.isFile() ? await unlessMissing(stat(join(root, key))) : undefined
    if (found) yield { key, size: found.size }
  }
}

const unlessMissing = <T>(found: Promise<T>): Promise<T | undefined> =>
  found.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })

const syncWhole = async (path: string, size: number): Promise<void> => {
  // Windows syncs only what may be written.
  const handle = await open(path, 'r+')
  try {
    const { size: found } = await handle.stat()
    if (found !== size) throw new Error(`The file's size is ${found} bytes and not ${size}.`)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A folder that is new is not safe before its parents know it. */
const makeFolder = async (folder: string): Promise<void> => {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await sync(dirname(made))
}

const sync = async (folder: string): Promise<void> => {
  // Windows opens no folders, and keeps their entries by itself.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
