import type { MediaFile, MediaFileStore } from '@boztell/core'
import { answer } from './answer.ts'
import { existing } from './existing.ts'
import type { FileEntry, MemoryState } from './memory-state.ts'

export const memoryMediaFileStore = ({ media, mediaFiles }: MemoryState): MediaFileStore => {
  const byHash = () => [...mediaFiles.values()].toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
  return {
    find: (hashes) => answer(() => existing(mediaFiles, hashes).map(toFile)),
    begin: (given, now) => {
      const files = structuredClone(given)
      return answer(() => {
        for (const file of files) {
          const known = mediaFiles.get(file.sha256)
          const made = { animated: null, thumbnail: null, playable: null, poster: null }
          const fresh = { ...file, ...made, storedAt: now, quarantinedAt: null }
          if (known === undefined) mediaFiles.set(file.sha256, { ...fresh, unheldSince: now })
          else if (known.unheldSince !== null) mediaFiles.set(file.sha256, { ...known, unheldSince: now })
        }
      })
    },
    save: (given) => {
      const files = structuredClone(given)
      return answer(() => {
        for (const file of files) {
          const known = mediaFiles.get(file.sha256)
          mediaFiles.set(file.sha256, { ...file, unheldSince: known ? known.unheldSince : file.storedAt })
        }
      })
    },
    takeUnheld: (unheldBefore, limit) =>
      answer(() => {
        const held = new Set([...media.values()].map(({ sha256 }) => sha256))
        const taken = byHash()
          .filter(
            ({ quarantinedAt, unheldSince }) => quarantinedAt === null && (unheldSince ?? Infinity) < unheldBefore,
          )
          .filter(({ sha256 }) => !held.has(sha256))
          .slice(0, limit)
        for (const { sha256 } of taken) mediaFiles.delete(sha256)
        return taken.map(toFile)
      }),
    list: (after, limit) =>
      answer(() => {
        const held = new Set([...media.values()].map(({ sha256 }) => sha256))
        return byHash()
          .filter(({ sha256, quarantinedAt }) => quarantinedAt !== null || held.has(sha256))
          .filter(({ sha256 }) => sha256 > (after ?? ''))
          .slice(0, limit)
          .map(toFile)
      }),
  }
}

export const toFile = ({ unheldSince: _unheldSince, ...file }: FileEntry): MediaFile => file
