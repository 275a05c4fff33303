import type { HeldMedia, MediaId, MediaStore } from '@boztell/core'
import { answer } from './answer.ts'
import { existing, mustExist } from './existing.ts'
import { toFile } from './memory-media-file-store.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryMediaStore = ({ accounts, media, mediaFiles, mediaUses }: MemoryState): MediaStore => {
  const find = (ids: readonly MediaId[]): readonly HeldMedia[] =>
    existing(media, ids).map((item) => ({ ...item, file: toFile(mustExist(mediaFiles, item.sha256, 'file')) }))
  return {
    find: (ids) => answer(() => find(ids)),
    hold: (ids) => answer(() => find(ids)),
    append: (given) => {
      const items = structuredClone(given)
      return answer(() => {
        for (const item of items) {
          const file = mustExist(mediaFiles, item.sha256, 'file')
          if (item.uploadedBy !== null) mustExist(accounts, item.uploadedBy, 'user')
          if (media.has(item.id)) continue
          media.set(item.id, item)
          mediaFiles.set(file.sha256, { ...file, unheldSince: null })
        }
      })
    },
    removeUnused: (createdBefore, limit, now) =>
      answer(() => {
        const used = new Set([...mediaUses.values()].map(({ mediaId }) => mediaId))
        const unused = [...media.values()]
          .filter(({ id, createdAt }) => createdAt < createdBefore && !used.has(id))
          .toSorted((a, b) => a.createdAt - b.createdAt)
          .slice(0, limit)
        for (const { id } of unused) media.delete(id)
        const held = new Set([...media.values()].map(({ sha256 }) => sha256))
        for (const { sha256 } of unused)
          if (!held.has(sha256)) mediaFiles.set(sha256, { ...mustExist(mediaFiles, sha256, 'file'), unheldSince: now })
        return unused.length
      }),
  }
}
