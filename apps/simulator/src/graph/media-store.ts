import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { newMediaId } from '../identifiers.ts'

/** A file that the simulator holds. */
export type Media = Readonly<{
  id: string
  bytes: Uint8Array
  mimeType: string
  /** Base64, as in Meta's webhooks. */
  sha256: string
  filename?: string
  /** When the id stops to exist: 30 days after an upload, 7 days after a customer sent it. */
  expiresAt: Date
}>

type NewMedia = Readonly<{ bytes: Uint8Array; mimeType: string; filename?: string; from: 'business' | 'customer' }>

export type MediaStore = Readonly<{
  add: (media: NewMedia) => Media
  find: (id: string) => Media | undefined
  remove: (id: string) => boolean
  all: () => readonly Media[]
  /** A path that answers with the bytes for five minutes. */
  path: (media: Media) => string
  /** The media of a path's query, while the path is still good. */
  open: (query: Readonly<{ mid: string; ext: string; hash: string }>) => Media | undefined
  clear: () => void
}>

const day = 24 * 60 * 60 * 1000
const urlLifetime = 5 * 60 * 1000
const budget = 512 * 1024 * 1024

export const createMediaStore = (clock: Clock): MediaStore => {
  const files = new Map<string, Media>()
  const secret = randomBytes(16).toString('hex')
  const hashOf = (id: string, ext: string) => createHash('sha256').update(`${secret}:${id}:${ext}`).digest('base64url')

  const find = (id: string): Media | undefined => {
    const media = files.get(id)
    return media && media.expiresAt > clock.now() ? media : undefined
  }

  const makeRoom = () => {
    let total = [...files.values()].reduce((sum, { bytes }) => sum + bytes.length, 0)
    for (const [id, { bytes }] of files) {
      if (total <= budget) return
      files.delete(id)
      total -= bytes.length
    }
  }

  return {
    find,
    add: ({ bytes, mimeType, filename, from }) => {
      const media: Media = {
        id: newMediaId(),
        bytes,
        mimeType,
        sha256: createHash('sha256').update(bytes).digest('base64'),
        ...(filename !== undefined && { filename }),
        expiresAt: new Date(clock.now().getTime() + (from === 'business' ? 30 : 7) * day),
      }
      files.set(media.id, media)
      makeRoom()
      return media
    },
    remove: (id) => find(id) !== undefined && files.delete(id),
    all: () => [...files.values()],
    path: ({ id }) => {
      const ext = String(clock.now().getTime() + urlLifetime)
      return `/whatsapp_business/attachments/?mid=${id}&ext=${ext}&hash=${hashOf(id, ext)}`
    },
    open: ({ mid, ext, hash }) =>
      hash === hashOf(mid, ext) && Number(ext) > clock.now().getTime() ? find(mid) : undefined,
    clear: () => {
      files.clear()
    },
  }
}
