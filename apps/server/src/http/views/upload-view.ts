import type { HeldMedia } from '@boztell/core'
import * as v from 'valibot'

/** A file that was uploaded; `url` is a path of this server. */
export const uploadSchema = v.object({
  id: v.pipe(v.string(), v.uuid()),
  mime_type: v.nullable(v.string()),
  size: v.number(),
  sha256: v.string(),
  url: v.string(),
})

export const uploadView = ({
  id,
  sha256,
  file: { mimeType, size },
}: HeldMedia): v.InferOutput<typeof uploadSchema> => ({
  id,
  mime_type: mimeType,
  size,
  sha256,
  url: `/media/${id}`,
})
