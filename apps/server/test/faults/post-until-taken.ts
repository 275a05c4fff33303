import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from '../start-server.ts'

/** What a server that is dying, away or slow may answer, beside nothing at all. */
const passing = new Set([503, 409])

type Attempt = () => Promise<Answer>
type Options = Readonly<{
  success: number
  /** Asked before each further try; false gives up. */
  again: () => boolean
  /** Told of answers that nobody should get. */
  surprise: (what: string) => void
}>

const FIRST_PAUSE = 20
const LONGEST_PAUSE = 400

/** Asks until the answer is `success`, however often the server dies in between; undefined if it gave up. */
export const postUntilTaken = async (
  attempt: Attempt,
  { success, again, surprise }: Options,
): Promise<Answer | undefined> => {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const answer = await attempt().catch(() => undefined)
    if (answer?.status === success) return answer
    if (answer !== undefined && !passing.has(answer.status)) {
      surprise(`an answer ${answer.status}: ${JSON.stringify(answer.body)}`)
      return undefined
    }
    await sleep(pause)
    if (!again()) return undefined
  }
}
