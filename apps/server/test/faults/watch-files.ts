import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { inboxOf } from '../inbox.ts'
import type { Installation } from './installation.ts'

export const adminOf = ([admin]: Installation['people']) => {
  if (admin === undefined) throw new Error('nobody is there to look')
  return admin
}
export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Whoever looks while servers die sees a whole file or none. */
export const watchFiles = ({ seat, people }: Installation, hashes: ReadonlySet<string>) => {
  const admin = adminOf(people)
  const wrong: string[] = []
  let stopping = false
  const look = async () => {
    const inbox = inboxOf(seat, admin)
    for (const { id: roomId } of await inbox.rooms()) {
      for (const { content_media_url } of await inbox.messages(roomId)) {
        if (content_media_url === null) continue
        const answer = await fetch(seat.url + content_media_url, {
          headers: { authorization: `Bearer ${admin.token}` },
        })
        if (answer.status === 503) continue
        // A server that dies cuts what it was sending, which the browser notices by the length.
        const bytes = new Uint8Array(await answer.arrayBuffer())
        if (answer.status !== 200 || !hashes.has(sha256Of(bytes)))
          wrong.push(`${content_media_url} was answered ${answer.status} with ${bytes.length} bytes`)
      }
    }
  }
  const running = (async () => {
    while (!stopping) {
      // While it is down nobody answers.
      await look().catch(() => undefined)
      await sleep(20)
    }
  })()
  return {
    stop: async () => {
      stopping = true
      await running
      return wrong
    },
  }
}
