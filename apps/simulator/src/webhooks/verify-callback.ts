import { randomInt } from 'node:crypto'
import type { Settings } from '../settings.ts'

/** Does Meta's subscription handshake with the callback URL; says whether the challenge came back. */
export const verifyCallback = async (settings: Settings): Promise<Readonly<{ verified: boolean; detail: string }>> => {
  if (settings.callbackUrl === null) return { verified: false, detail: 'There is no callback URL.' }
  const challenge = String(randomInt(1_000_000_000))
  const url = new URL(settings.callbackUrl)
  url.searchParams.set('hub.mode', 'subscribe')
  url.searchParams.set('hub.verify_token', settings.verifyToken)
  url.searchParams.set('hub.challenge', challenge)
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(settings.webhookTimeoutMs) })
    const text = await response.text()
    const verified = response.status === 200 && text === challenge
    return {
      verified,
      detail: verified ? 'The challenge came back.' : `Answered ${response.status}: ${text.slice(0, 200)}`,
    }
  } catch (error) {
    return { verified: false, detail: `No answer: ${error instanceof Error ? error.message : String(error)}` }
  }
}
