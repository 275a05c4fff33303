import type { UserId } from '@boztell/core'
import type { LiveSocket } from './live-socket.ts'

/** A set of sockets that knows which are a user's. */
export type SocketsByUser = Iterable<LiveSocket> &
  Readonly<{
    add: (socket: LiveSocket) => void
    delete: (socket: LiveSocket) => void
    has: (socket: LiveSocket) => boolean
    of: (userId: UserId) => ReadonlySet<LiveSocket>
    size: () => number
  }>

const nobody: ReadonlySet<LiveSocket> = new Set()

export const groupByUser = (...first: readonly LiveSocket[]): SocketsByUser => {
  const sockets = new Set<LiveSocket>()
  const byUser = new Map<UserId, Set<LiveSocket>>()
  const add = (socket: LiveSocket) => {
    sockets.add(socket)
    const others = byUser.get(socket.user.id)
    if (others === undefined) byUser.set(socket.user.id, new Set([socket]))
    else others.add(socket)
  }
  first.forEach(add)
  return {
    add,
    delete: (socket) => {
      sockets.delete(socket)
      const others = byUser.get(socket.user.id)
      others?.delete(socket)
      if (others?.size === 0) byUser.delete(socket.user.id)
    },
    has: (socket) => sockets.has(socket),
    of: (userId) => byUser.get(userId) ?? nobody,
    size: () => sockets.size,
    [Symbol.iterator]: () => sockets[Symbol.iterator](),
  }
}
