import type { ReplyRule } from '../automatic-reply/automatic-reply.ts'
import type { Instant } from '../instant.ts'
import type { Stored } from './unit-of-work.ts'

export type Tally = Readonly<{
  outbox: Readonly<{
    length: number
    /** Since when the head waits that has waited longest; null if there is none. */
    waitingSince: Instant | null
  }>
  webhookFailures: number
  automaticReplies: Readonly<Record<ReplyRule, number>>
}>

/** How much of everything there is, of all processes together. */
export interface Statistics {
  tally(): Stored<Tally>
}
