import type { Reaction } from '../message/reaction.ts'
import type { Stored } from './unit-of-work.ts'

export interface ReactionStore {
  /** Keeps the latest reaction of each actor to each target; an older one, or the same again, changes nothing. */
  save(reactions: readonly Reaction[]): Stored<void>
}
