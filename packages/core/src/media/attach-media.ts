import type { Content, Media } from '../message/content.ts'
import type { Message } from '../message/message.ts'
import { isMediaContent } from './media-download.ts'

/** The content with this as its file; what has none stays as it is. */
export const contentWithMedia = (content: Content, media: Media): Content =>
  isMediaContent(content) ? { ...content, data: { ...content.data, media } } : content

/** The message with this as its file, also in what it said before it was edited: an edit changes words only. */
export const withMedia = <M extends Message>(message: M, media: Media): M => ({
  ...message,
  content: contentWithMedia(message.content, media),
  originalContent: message.originalContent && contentWithMedia(message.originalContent, media),
})
