import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Clock } from '../clock.ts'
import { newMediaId } from '../identifiers.ts'

/** A file that the simulator holds. */
export type Media = Readonly<{
  id: string
  /** Where its bytes are. */
  path: string
  size: number
  mimeType: string
  /** Base64, as in Meta's webhooks. */
  sha256: string
  filename?: string
  /** When the id stops to exist: 30 days after an upload, 7 days after a customer sent it. */
  expiresAt: Date
}>

/** Bytes that came and have no id yet. */
export type ReceivedFile = Pick<Media, 'path' | 'size' | 'sha256'>
type MediaFacts = Readonly<{ mimeType: string; filename?: string; from: 'business' | 'customer' }>

export type MediaStore = Readonly<{
  /** Takes a small file as it is. */
  add: (media: MediaFacts & Readonly<{ bytes: Uint8Array }>) => Media
  /** Writes a stream to the disk, all of it; to be kept or dropped. */
  receive: (content: AsyncIterable<Uint8Array>) => Promise<ReceivedFile>
  keep: (file: ReceivedFile, facts: MediaFacts) => Media
  drop: (file: ReceivedFile) => void
  find: (id: string) => Media | undefined
  remove: (id: string) => boolean
  all: () => readonly Media[]
  /** The bytes from `start` to `end`, both included. */
  read: (media: Media, range?: Readonly<{ start: number; end: number }>) => AsyncIterable<Uint8Array>
  /** A path that answers with the bytes for five minutes. */
  path: (media: Media) => string
  /** The media of a path's query, while the path is still good. */
  open: (query: Readonly<{ mid: string; ext: string; hash: string }>) => Media | undefined
  clear: () => void
}>

const day = 24 * 60 * 60 * 1000
const urlLifetime = 5 * 60 * 1000
/** Of disk; the oldest files go first. */
const budget = 4 * 1024 * 1024 * 1024

export const createMediaStore = (clock: Clock): MediaStore => {
  const files = new Map<string, Media>()
  const secret = randomBytes(16).toString('hex')
  const hashOf = (id: string, ext: string) => createHash('sha256').update(`${secret}:${id}:${ext}`).digest('base64url')
  let folder: string | undefined

  /** Made with the first file, for most simulators hold none. */
  const newPath = (): string => {
    folder ??= mkdtempSync(join(tmpdir(), 'boztell-simulator-'))
    mkdirSync(folder, { recursive: true })
    return join(folder, randomUUID())
  }

  const find = (id: string): Media | undefined => {
    const media = files.get(id)
    return media && media.expiresAt > clock.now() ? media : undefined
  }

  const drop = ({ path }: Pick<Media, 'path'>) => rmSync(path, { force: true })

  const makeRoom = () => {
    let total = [...files.values()].reduce((sum, { size }) => sum + size, 0)
    for (const media of files.values()) {
      if (total <= budget) return
      files.delete(media.id)
      drop(media)
      total -= media.size
    }
  }

  const keep: MediaStore['keep'] = (file, { mimeType, filename, from }) => {
    const media: Media = {
      id: newMediaId(),
      ...file,
      mimeType,
      ...(filename !== undefined && { filename }),
      expiresAt: new Date(clock.now().getTime() + (from === 'business' ? 30 : 7) * day),
    }
    files.set(media.id, media)
    makeRoom()
    return media
  }

  return {
    find,
    keep,
    drop,
    add: ({ bytes, ...facts }) => {
      const path = newPath()
      writeFileSync(path, bytes)
      return keep({ path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('base64') }, facts)
    },
    receive: async (content) => {
      const path = newPath()
      const hash = createHash('sha256')
      let size = 0
      const measured = async function* () {
        for await (const piece of content) {
          hash.update(piece)
          size += piece.length
          yield piece
        }
      }
      try {
        await pipeline(measured(), createWriteStream(path))
      } catch (error) {
        drop({ path })
        throw error
      }
      return { path, size, sha256: hash.digest('base64') }
    },
    remove: (id) => {
      const media = find(id)
      if (media !== undefined) drop(media)
      return media !== undefined && files.delete(id)
    },
    all: () => [...files.values()],
    read: ({ path }, range) => createReadStream(path, range) as AsyncIterable<Uint8Array>,
    path: ({ id }) => {
      const ext = String(clock.now().getTime() + urlLifetime)
      return `/whatsapp_business/attachments/?mid=${id}&ext=${ext}&hash=${hashOf(id, ext)}`
    },
    open: ({ mid, ext, hash }) =>
      hash === hashOf(mid, ext) && Number(ext) > clock.now().getTime() ? find(mid) : undefined,
    clear: () => {
      files.clear()
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}
