import type { UploadWish, WhatsAppUploads } from '@boztell/core'
import { answer } from './answer.ts'
import { existing } from './existing.ts'
import type { MemoryState } from './memory-state.ts'

const keyOf = ({ sha256, phoneNumberId, kind }: UploadWish): string => `${sha256} ${phoneNumberId} ${kind}`

export const memoryWhatsAppUploads = ({ whatsappUploads }: MemoryState): WhatsAppUploads => ({
  find: (wishes, now) =>
    answer(() => existing(whatsappUploads, wishes.map(keyOf)).filter(({ expiresAt }) => expiresAt > now)),
  save: (given) => {
    const uploads = structuredClone(given)
    return answer(() => {
      for (const upload of uploads) whatsappUploads.set(keyOf(upload), upload)
    })
  },
  remove: (wishes) => {
    const keys = wishes.map(keyOf)
    return answer(() => {
      for (const key of keys) whatsappUploads.delete(key)
    })
  },
  forget: (before) =>
    answer(() => {
      for (const [key, { expiresAt }] of [...whatsappUploads]) if (expiresAt < before) whatsappUploads.delete(key)
    }),
})
