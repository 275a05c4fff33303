import * as v from 'valibot'
import { limitedText } from './limited-text.ts'
import { outgoingKind } from './outgoing-kind.ts'

export const outgoingText = outgoingKind(
  { text: limitedText(4096), preview_url: v.exactOptional(v.boolean()) },
  ({ text, ...options }) => ({ type: 'text', data: { body: text, ...options } }),
)
