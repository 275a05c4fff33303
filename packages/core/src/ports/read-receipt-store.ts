import type { Instant } from '../instant.ts'
import type { ReadReceipt } from '../room/read-receipt.ts'
import type { Stored } from './unit-of-work.ts'

/** A receipt that a worker has, until `until`; then anybody may take it again. */
export type ClaimedReceipt = ReadReceipt & Readonly<{ tries: number; until: Instant }>

/** The read receipts that WhatsApp has not got yet, the latest of each room. */
export interface ReadReceiptStore {
  /** Takes the place of the room's receipt if there is one, also of one that a worker has; due at once. */
  put(receipt: ReadReceipt, now: Instant): Stored<void>
  /** Takes receipts that are due, the longest due first, each with one try more; two workers never get the same one. */
  claim(limit: number, now: Instant, until: Instant): Stored<readonly ClaimedReceipt[]>
  /** Ends those that are still as they were claimed. */
  remove(claimed: readonly ClaimedReceipt[]): Stored<void>
  /** Gives back those that are still as they were claimed. */
  postpone(claimed: readonly Readonly<{ receipt: ClaimedReceipt; dueAt: Instant }>[]): Stored<void>
}
