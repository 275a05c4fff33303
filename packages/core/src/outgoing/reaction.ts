import * as v from 'valibot'
import { messageIdSchema } from '../message/message.ts'
import { outgoingKind } from './outgoing-kind.ts'

/**
 * One emoji as a person sees it; also one without its variation selector, or newer than this runtime's Unicode. Both ways to look are
 * made when they are needed: it takes longer than to load all of core.
 */
export const isEmoji = (text: string): boolean =>
  /^(?:\p{RGI_Emoji}|\p{Extended_Pictographic}[\p{Extended_Pictographic}\p{Emoji_Component}]*)$/v.test(text) &&
  [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].length === 1

/** `message_id` is ours here; whoever sends it puts WhatsApp's in its place. */
export const outgoingReaction = outgoingKind(
  {
    message_id: messageIdSchema,
    emoji: v.pipe(
      v.string(),
      v.check((text) => text === '' || isEmoji(text), 'must be one emoji, or empty to take the reaction back'),
    ),
  },
  (data) => ({ type: 'reaction', data }),
)
