import type { MessageChange } from '../message/message-change.ts'
import type { Stored } from './unit-of-work.ts'

export interface MessageChangeStore {
  /** Adds changes, never overwriting one. */
  append(changes: readonly MessageChange[]): Stored<void>
  /** All changes of these targets, oldest first. */
  of(targetWaMessageIds: readonly string[]): Stored<readonly MessageChange[]>
}
