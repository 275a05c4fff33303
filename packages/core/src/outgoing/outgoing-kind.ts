import type * as v from 'valibot'
import type { Content } from '../message/content.ts'

/** One sending endpoint: what its body has beyond the common fields, and what that says. */
export type OutgoingKind<E extends v.ObjectEntries> = Readonly<{
  entries: E
  toContent: (body: v.InferOutput<v.StrictObjectSchema<E, undefined>>) => Content
}>

/** Ties the types of the two together. */
export const outgoingKind = <const E extends v.ObjectEntries>(
  entries: E,
  toContent: OutgoingKind<E>['toContent'],
): OutgoingKind<E> => ({ entries, toContent })
