import type { FoundView } from '@boztell/core'
import * as v from 'valibot'
import { messageSchema, messageView } from './message-view.ts'

const offset = v.pipe(v.number(), v.integer())

export const foundMessageSchema = v.object({
  ...messageSchema.entries,
  highlights: v.array(
    v.object({
      field: v.picklist(['content_text', 'filename', 'lead_name']),
      text: v.string(),
      /** `[start, end)` in code points. */
      ranges: v.array(v.tuple([offset, offset])),
    }),
  ),
})
export type FoundMessageResource = v.InferOutput<typeof foundMessageSchema>

export const foundMessageView = ({ highlights, ...view }: FoundView): FoundMessageResource => ({
  ...messageView(view),
  highlights: highlights.map(({ field, text, ranges }) => ({
    field,
    text,
    ranges: ranges.map(([start, end]): [number, number] => [start, end]),
  })),
})
