import type { OwnNumber, Unavailable, WebhookItem } from '@boztell/core'
import type { InvalidJson, InvalidWebhook } from '@boztell/whatsapp-cloud'

/** What the thread is started with. */
export type ThreadSettings = Readonly<{ connectionString: string; numbers: readonly OwnNumber[] }>

/** Webhooks' bodies, one behind the other: a piece of memory that goes from one thread to the other without being copied. */
export type Bodies = Readonly<{ lengths: readonly number[]; bytes: Uint8Array<ArrayBuffer> }>

/** The kinds of a webhook's items, all of which are stored. */
export type Stored = readonly WebhookItem['kind'][]
export type NotStored = InvalidJson | InvalidWebhook | Unavailable

/** What becomes of a webhook. */
export type Outcome = Readonly<{ stored: Stored }> | Readonly<{ refused: NotStored }> | Readonly<{ bug: unknown }>

/** Webhooks are numbered from 0 in the order in which they are handed over. */
export type NumberedOutcome = readonly [number: number, outcome: Outcome]

/** `end` comes when nothing is in hand. */
export type ToThread = Bodies | 'end'
export type FromThread = 'ready' | readonly NumberedOutcome[] | Readonly<{ connectionLost: Error }>

const KILOBYTE = 1_024

/** Bytes that a body takes with all that is made of it, roughly: there are small ones by the thousand. */
export const sizeInMemory = (body: Uint8Array): number => body.length + KILOBYTE

export const packBodies = (bodies: readonly Uint8Array[]): Bodies => {
  const lengths = bodies.map(({ length }) => length)
  // `Buffer.concat` would take a small piece of memory that others use as well, which can't change hands.
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  let end = 0
  for (const body of bodies) {
    bytes.set(body, end)
    end += body.length
  }
  return { lengths, bytes }
}

export const unpackBodies = ({ lengths, bytes }: Bodies): readonly Uint8Array[] => {
  let end = 0
  return lengths.map((length) => bytes.subarray(end, (end += length)))
}

/** Passes on together what is said in one turn of the event loop: a message costs the same for one thing as for fifty. */
export const inOneTurn = <T>(pass: (all: readonly T[]) => void): ((one: T) => void) => {
  let said: T[] = []
  const passOn = () => {
    pass(said)
    said = []
  }
  return (one) => {
    if (said.length === 0) setImmediate(passOn)
    said.push(one)
  }
}
