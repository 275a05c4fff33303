import type { Instant } from '../instant.ts'
import type { RoomId } from '../room/room.ts'
import type { Content } from './content.ts'
import type { MessageId } from './message.ts'

/** An edit or a revocation, kept by WhatsApp's id of its target so that it may arrive before it. */
export type MessageChange = Readonly<{
  /** Derived from the webhook's own message (D2), so that a change delivered twice is one. */
  id: MessageId
  roomId: RoomId
  targetWaMessageId: string
  /** Who may be changed: a customer changes their own messages, the Business app changes outgoing ones. */
  direction: 'inbound' | 'outbound'
  at: Instant
}> &
  (Readonly<{ kind: 'edit'; content: Content }> | Readonly<{ kind: 'revoke'; content: null }>)
