import type { Message, MessageId, MessageState } from '../message/message.ts'
import type { Stored } from './unit-of-work.ts'

/** A message is named by our id, or by WhatsApp's once it has one. */
export type MessageRef = Readonly<{ id: MessageId } | { waMessageId: string }>

export interface MessageStore {
  /** Adds messages in this order, never overwriting one; answers the ids that were really added (D2). */
  append(messages: readonly Message[]): Stored<readonly MessageId[]>
  find(refs: readonly MessageRef[]): Stored<readonly Message[]>
  /** As `find`, held until the end of the unit of work. */
  lock(refs: readonly MessageRef[]): Stored<readonly Message[]>
  /** As `lock`, for who needs only to know how far the messages are. */
  lockStates(refs: readonly MessageRef[]): Stored<readonly MessageState[]>
  /** Writes delivery state and content of messages that this unit of work has locked or appended; author, room and time never change. */
  save(messages: readonly Message[]): Stored<void>
  /** As `save`, of the delivery state only. */
  saveStates(states: readonly MessageState[]): Stored<void>
}
