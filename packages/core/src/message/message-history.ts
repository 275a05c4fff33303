import type { Instant } from '../instant.ts'
import { contentWithMedia } from '../media/attach-media.ts'
import { mediaOf } from '../media/media-download.ts'
import type { Content } from './content.ts'
import type { Message } from './message.ts'
import type { MessageChange } from './message-change.ts'

/** What a message said until `at`, when it was edited or revoked; null if nothing was left to read. */
export type PastContent = Readonly<{ at: Instant; kind: MessageChange['kind']; content: Content | null }>

/** What there is to read now: nothing of a revoked message. */
export const readableContent = ({ revokedAt, content }: Message): Content | null =>
  revokedAt === null ? content : null

/** WhatsApp's times are whole seconds: within one, changes stay in the order of their arrival, and a revocation ends it. */
const oldestFirst = (changes: readonly MessageChange[]): readonly MessageChange[] =>
  [...changes].sort((a, b) => a.at - b.at || Number(a.kind === 'revoke') - Number(b.kind === 'revoke'))

/** Customers change their own messages, the business its own, each in their room. */
const concerning = (message: Message, changes: readonly MessageChange[]): readonly MessageChange[] =>
  oldestFirst(changes.filter(({ direction, roomId }) => direction === message.direction && roomId === message.roomId))

/** An edit changes words: the file is the message's, whatever has become of it since. */
const withFileOf = (message: Message, content: Content): Content => {
  const media = mediaOf(message)
  return media === undefined ? content : contentWithMedia(content, media)
}

/** The message after all its changes, in whatever order they arrived. A revocation is final. */
export const withChanges = <M extends Message>(message: M, changes: readonly MessageChange[]): M => {
  const relevant = concerning(message, changes)
  if (relevant.length === 0) return message
  const original = message.originalContent ?? message.content
  const edits = relevant.filter((change) => change.kind === 'edit')
  const lastEdit = edits.at(-1)
  return {
    ...message,
    content: lastEdit ? withFileOf(message, lastEdit.content) : original,
    originalContent: lastEdit === undefined ? null : original,
    editedAt: lastEdit?.at ?? null,
    revokedAt: relevant.find(({ kind }) => kind === 'revoke')?.at ?? null,
  }
}

/** What was said before each change, oldest first. */
export const historyOf = (message: Message, changes: readonly MessageChange[]): readonly PastContent[] => {
  let before: Content | null = message.originalContent ?? message.content
  return concerning(message, changes).map(({ at, kind, content }) => {
    const past = { at, kind, content: before }
    before = content && withFileOf(message, content)
    return past
  })
}
