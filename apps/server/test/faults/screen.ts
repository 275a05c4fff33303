import { setTimeout as sleep } from 'node:timers/promises'
import { vi } from 'vitest'
import { connectLive, type LiveClient } from '../live-client.ts'
import type { Randomness } from './randomness.ts'
import type { ServerSeat } from './server-seat.ts'

/** A screen whose line is cut again and again, and which each time goes on behind the last event that it saw. */
export type Screen = Readonly<{
  cuts: () => number
  /** The ids of all events it was told, in that order. */
  told: () => readonly string[]
  /** Leaves the line alone, waits until it has been told `last`, and goes; rejects if it was asked to load everything anew. */
  end: (last: string) => Promise<void>
}>

type Options = Readonly<{ seats: readonly ServerSeat[]; token: string; since: string; random: Randomness }>

/** How long a line holds at most, in milliseconds. */
const HOLDS = 60
const LIMIT = { timeout: 60_000, interval: 50 }

export const startScreen = ({ seats, token, since, random }: Options): Screen => {
  const told: string[] = []
  let cuts = 0
  let isEnding = false

  const connect = async (): Promise<LiveClient | undefined> => {
    try {
      return await connectLive(random.pick(seats), token, { since: told.at(-1) ?? since })
    } catch {
      // The server is down.
      await sleep(20)
      return undefined
    }
  }
  /** What arrives after the cut is not seen any more, as on a real line. */
  const read = ({ frames }: LiveClient): void => {
    for (const frame of frames) {
      if (frame.type === 'resync') throw new Error('the screen was asked to load everything anew')
      if ('id' in frame) told.push(frame.id)
    }
  }
  const beCut = async (): Promise<void> => {
    while (!isEnding) {
      const client = await connect()
      if (client === undefined) continue
      await Promise.race([sleep(random.whole(0, HOLDS)), client.closed])
      client.ws.terminate()
      read(client)
      cuts += 1
    }
  }
  const running = beCut()
  return {
    cuts: () => cuts,
    told: () => told,
    end: async (last) => {
      isEnding = true
      await running
      await vi.waitFor(async () => {
        // It may have been told before it was to end, and then never is again.
        if (told.at(-1) === last) return
        const client = await connect()
        if (client === undefined) throw new Error('no server')
        await client.until(({ id }) => id === last).finally(() => client.ws.terminate())
        read(client)
      }, LIMIT)
    },
  }
}
