import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from '../start-server.ts'
import type { Asked, Field } from './ledger.ts'
import { postUntilTaken } from './post-until-taken.ts'
import type { Randomness } from './randomness.ts'
import type { Load } from './webhook-load.ts'

type Options = Readonly<{
  roomIds: readonly string[]
  random: Randomness
  /** Sends of a room at most; WhatsApp takes 45 at once from a pair. */
  perRoom?: number
  /** Longest wait between two sends of a room, in milliseconds. */
  pause?: number
}>

const LOST_FOR_GOOD = 0.2

/**
 * Users write in every room, one message after the other. An answer that is lost is asked for again with the same
 * Idempotency-Key, or now and then not at all.
 */
export const startSendLoad = (
  { seats, people, ledger }: Field,
  { roomIds, perRoom = 40, pause = 40, ...rest }: Options,
): Load => {
  const random = rest.random.apart('sends')
  let stopped = false
  let count = 0

  const send = async (roomId: string): Promise<void> => {
    const { id: user_id, token } = random.pick(people)
    const asked: Asked = { roomId, userId: user_id, text: `out ${++count}`, id: null }
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const body = { user_id, room_id: roomId, text: asked.text }
    const attempt = (): Promise<Answer> => random.pick(seats).call('POST', '/messages/send', { token, body, headers })
    const mayGiveUp = random.chance(LOST_FOR_GOOD)
    const surprise = (what: string) => ledger.surprises.push(`a send got ${what}`)
    const taken = await postUntilTaken(attempt, { success: 202, again: () => !mayGiveUp, surprise })
    ledger.asked.push(asked)
    if (taken === undefined) return
    asked.id = String(taken.body['id'])
    ledger.acknowledged.sends += 1
  }

  const room = async (roomId: string): Promise<void> => {
    for (let sent = 0; !stopped && sent < perRoom; sent += 1) {
      await send(roomId)
      await sleep(random.whole(0, pause))
    }
  }

  const running = Promise.all(roomIds.map(room))
  return {
    stop: async () => {
      stopped = true
      await running
    },
  }
}
