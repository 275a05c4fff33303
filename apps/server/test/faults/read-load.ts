import { setTimeout as sleep } from 'node:timers/promises'
import type { RoomResource } from '../../src/http/views/room-view.ts'
import type { Answer } from '../start-server.ts'
import type { Field } from './ledger.ts'
import { postUntilTaken } from './post-until-taken.ts'
import type { Randomness } from './randomness.ts'
import type { Load } from './webhook-load.ts'

type Options = Readonly<{ random: Randomness; readers?: number; pause?: number }>

const UP_TO_WHAT_WAS_SEEN = 0.7

/** Users look at rooms and mark them read, mostly as far as they have seen; what they get no answer for they leave. */
export const startReadLoad = (
  { seats, people, ledger }: Field,
  { readers = 3, pause = 60, ...rest }: Options,
): Load => {
  const random = rest.random.apart('reads')
  let stopped = false

  const once = (attempt: () => Promise<Answer>) =>
    postUntilTaken(attempt, {
      success: 200,
      again: () => false,
      surprise: (what) => ledger.surprises.push(`a reader got ${what}`),
    })

  const read = async (): Promise<void> => {
    const { token } = random.pick(people)
    const { call } = random.pick(seats)
    const listed = await once(() => call('GET', '/rooms?unread=true', { token }))
    const rooms = (listed?.body['data'] ?? []) as unknown as readonly RoomResource[]
    if (rooms.length === 0) return
    const { id, last_message } = random.pick(rooms)
    await sleep(random.whole(0, pause))
    const body = { typing: random.chance(0.2), ...(random.chance(UP_TO_WHAT_WAS_SEEN) && { up_to: last_message?.id }) }
    if ((await once(() => call('POST', `/rooms/${id}/read`, { token, body }))) !== undefined)
      ledger.acknowledged.reads += 1
  }

  const reader = async (): Promise<void> => {
    while (!stopped) {
      await read()
      await sleep(random.whole(0, pause))
    }
  }

  const running = Promise.all(Array.from({ length: readers }, reader))
  return {
    stop: async () => {
      stopped = true
      await running
    },
  }
}
