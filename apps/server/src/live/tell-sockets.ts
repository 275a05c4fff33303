import { type EventNews, isBefore } from '@boztell/core'
import { eventView } from '../http/views/event-view.ts'
import { frameOf, type LiveSocket } from './live-socket.ts'
import type { SocketsByUser } from './sockets-by-user.ts'

/** How sockets go. */
type Goodbyes = Readonly<Record<'endSession' | 'leave', (socket: LiveSocket) => void>>

/** Passes news on to those of `sockets` whom they are for. Done when it returns, for then somebody may lose the sight of a room. */
export const tellSockets =
  (sockets: SocketsByUser, { endSession, leave }: Goodbyes) =>
  ({ ended, changed, events }: EventNews): void => {
    if (ended.size > 0 || changed.size > 0)
      for (const socket of [...sockets]) {
        if (ended.has(socket.tokenHash)) endSession(socket)
        else socket.user = changed.get(socket.user.id) ?? socket.user
      }
    // Asked once, before anything is sent: while we tell, nobody reads.
    const told = new Set<LiveSocket>()
    for (const event of events) {
      const audience = event.audience
        .flatMap((userId) => [...sockets.of(userId)])
        .filter((socket) => isBefore(socket.position, event.position))
      if (audience.length === 0) continue
      const frame = frameOf(eventView(event))
      for (const socket of audience) {
        if (!told.has(socket) && socket.isTooSlow()) {
          leave(socket)
          continue
        }
        told.add(socket)
        socket.send(frame)
        socket.position = event.position
      }
    }
  }
