import { allBytes, inChunks, mediaStorageContract } from '@boztell/testing'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createFileSystemMediaStorage } from '../src/file-system-media-storage.ts'

const place = await mkdtemp(join(tmpdir(), 'boztell-media-'))
afterAll(() => rm(place, { recursive: true }))
const fresh = () => join(place, crypto.randomUUID())

const unusable = async () => {
  const file = fresh()
  await writeFile(file, 'no folder')
  return join(file, 'media')
}

mediaStorageContract('file system', async () => ({
  storage: createFileSystemMediaStorage(fresh()),
  unreachable: async () => createFileSystemMediaStorage(await unusable()),
}))

const onePixel = { size: 3, mimeType: 'image/png' }
const put = (root: string) =>
  createFileSystemMediaStorage(root).put('sha256/ab/cd/abcd', inChunks(new Uint8Array(3)), onePixel)

describe('the storage in folders', () => {
  test('says at the start that its folder can not be used', async () => {
    expect((await createFileSystemMediaStorage(fresh()).prepare()).isOk()).toBe(true)
    const refused = await createFileSystemMediaStorage(await unusable()).prepare()
    expect(refused._unsafeUnwrapErr().reason).toContain('ENOTDIR')
  })

  test('leaves files by their keys and nothing beside them', async () => {
    const root = fresh()
    ;(await put(root))._unsafeUnwrap()
    expect(await readdir(join(root, 'sha256', 'ab', 'cd'))).toEqual(['abcd'])
    const [own = ''] = await readdir(join(root, '.incoming'))
    expect(await readdir(join(root, '.incoming', own))).toEqual([])
  })

  test('takes no file for lost while its folder is', async () => {
    const root = fresh()
    const storage = createFileSystemMediaStorage(root)
    ;(await storage.put('sha256/ab/cd/abcd', inChunks(new Uint8Array(3)), onePixel))._unsafeUnwrap()
    await rm(root, { recursive: true })
    expect((await storage.get('sha256/ab/cd/abcd'))._unsafeUnwrapErr().type).toBe('unavailable')
    expect((await storage.exists('sha256/ab/cd/abcd'))._unsafeUnwrapErr().type).toBe('unavailable')
  })

  test('removes what dead processes left, and nothing of the living', { timeout: 60_000 }, async () => {
    const root = fresh()
    const program = `
      import { createFileSystemMediaStorage } from ${JSON.stringify(import.meta.resolve('../src/file-system-media-storage.ts'))}
      const content = async function* () { yield new Uint8Array(9); process.stdout.write('half'); await new Promise((resolve) => setTimeout(resolve, 600_000)) }
      await createFileSystemMediaStorage(${JSON.stringify(root)}).put('poster/aa', content(), { size: 18, mimeType: 'image/png' })`
    const start = async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(child.stdout, 'data')
      return child
    }
    const [dead, living] = [await start(), await start()]
    dead.kill('SIGKILL')
    await once(dead, 'exit')
    const other = join(root, '.incoming', 'another-machine~7~x')
    await mkdir(other)
    await writeFile(join(other, 'half'), '')

    const storage = createFileSystemMediaStorage(root)
    ;(await storage.prepare())._unsafeUnwrap()
    const left = await readdir(join(root, '.incoming'))
    expect(left.filter((name) => name.includes(`~${dead.pid}~`))).toEqual([])
    expect(left.filter((name) => name.includes(`~${living.pid}~`))).toHaveLength(1)
    expect(left).toContain('another-machine~7~x')
    expect(await Array.fromAsync(storage.list(''))).toEqual([])
    living.kill('SIGKILL')

    const longAgo = new Date(Date.now() - 25 * 3_600_000)
    for (const path of [join(other, 'half'), other]) await utimes(path, longAgo, longAgo)
    ;(await createFileSystemMediaStorage(root).prepare())._unsafeUnwrap()
    expect(await readdir(join(root, '.incoming'))).not.toContain('another-machine~7~x')
  })

  const adopt = async (bytes: string, size: number) => {
    const [root, path] = [fresh(), fresh()]
    await writeFile(path, bytes)
    const storage = createFileSystemMediaStorage(root)
    const key = 'sha256/ab/cd/abcd'
    const found = async () => {
      const there = (await storage.get(key))._unsafeUnwrap()
      return there && Buffer.from(await allBytes(there.content)).toString()
    }
    return { adopting: () => storage.adopt!(key, path, size), found, path, root }
  }

  test('adopts a file without moving its bytes, and keeps it when its first name goes', async () => {
    const { adopting, found, path, root } = await adopt('bytes', 5)
    ;(await adopting())._unsafeUnwrap()
    expect((await stat(join(root, 'sha256/ab/cd/abcd'))).ino).toBe((await stat(path)).ino)
    await rm(path)
    expect(await found()).toBe('bytes')
    const [own = ''] = await readdir(join(root, '.incoming'))
    expect(await readdir(join(root, '.incoming', own))).toEqual([])
  })

  test('adopts no file of another size, and none that is not there', async () => {
    const { adopting, found, path } = await adopt('bytes', 6)
    await expect(adopting()).rejects.toThrow('5 bytes and not 6')
    await rm(path)
    expect((await adopting())._unsafeUnwrapErr().reason).toContain('ENOENT')
    expect(await found()).toBeUndefined()
  })

  test('never shows a part of a file that is being written', async () => {
    const storage = createFileSystemMediaStorage(fresh())
    const half = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const content = async function* () {
      yield new Uint8Array(5)
      half.resolve()
      await goOn.promise
      yield new Uint8Array(5)
    }
    const putting = storage.put('poster/aa', content(), { size: 10, mimeType: 'image/png' })
    await half.promise
    expect((await storage.exists('poster/aa'))._unsafeUnwrap()).toBe(false)
    expect(await Array.fromAsync(storage.list(''))).toEqual([])
    goOn.resolve()
    ;(await putting)._unsafeUnwrap()
    const found = (await storage.get('poster/aa'))._unsafeUnwrap()
    expect(await allBytes(found?.content ?? inChunks(new Uint8Array()))).toHaveLength(10)
  })
})
