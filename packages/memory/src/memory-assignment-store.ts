import {
  type AssignmentStore,
  isFromPerson,
  type Participation,
  type Room,
  type RoomId,
  takesRooms,
  type UserId,
} from '@boztell/core'
import { answer } from './answer.ts'
import { mustExist } from './existing.ts'
import type { MemoryState, RecordedAssignment } from './memory-state.ts'

export const memoryAssignmentStore = (state: MemoryState): AssignmentStore => {
  const { accounts, rooms, participations, assignments, messages, reviewItems } = state
  const userOf = (id: UserId) => mustExist(accounts, id, 'user').user
  const isCurrent = ({ ended }: RecordedAssignment) => ended === null

  const candidates = () =>
    [...accounts.values()]
      .map(({ user }) => user)
      .filter(takesRooms)
      .map(({ id, name }) => ({
        userId: id,
        name,
        load: assignments.filter((one) => one.userId === id && isCurrent(one)).length,
        lastTurn: assignments.findLastIndex((one) => one.userId === id && cameByItself.has(one.reason)) + 1,
      }))

  const lastAgentOf = (roomId: RoomId): UserId | undefined => {
    const last = assignments.findLast((one) => one.roomId === roomId && userOf(one.userId).role === 'agent')
    const end = last?.ended?.end
    return end === 'removed' || end === 'released' ? undefined : last?.userId
  }

  const isForsaken = ({ id, status, lastMessageId, settledId }: Room, since: number): boolean => {
    const ofRoom = assignments.filter(({ roomId }) => roomId === id)
    const last = lastMessageId === null ? undefined : messages.get(lastMessageId)
    const isLeft = (userId: UserId) => {
      const user = userOf(userId)
      if (user.status !== 'active') return true
      return user.role === 'agent' && user.availability === 'away' && (user.leftAt ?? since) <= since
    }
    return (
      status === 'open' &&
      last !== undefined &&
      last.id !== settledId &&
      !isFromPerson(last) &&
      ofRoom.filter(isCurrent).every(({ userId }) => isLeft(userId)) &&
      ofRoom.every(({ ended }) => ended === null || ended.at <= since) &&
      ![...reviewItems.values()].some(
        (item) => item.roomId === id && item.reason === 'no_agent_available' && item.status === 'open',
      )
    )
  }

  return {
    lock: () => answer(() => undefined),
    candidates: () => answer(candidates),
    holders: (roomIds) =>
      answer(() => ({
        holders: [...participations.values()]
          .filter(({ roomId }) => roomIds.includes(roomId))
          .map(({ roomId, userId, addedAt }) => {
            const { name, role, status, availability, leftAt } = userOf(userId)
            const last = assignments.findLast((one) => one.roomId === roomId && one.userId === userId)
            const reason = last?.reason ?? null
            return { roomId, userId, name, role, addedAt, reason, status, availability, leftAt }
          }),
        lastAgents: new Map(
          roomIds.flatMap((roomId) => {
            const last = lastAgentOf(roomId)
            return last === undefined ? [] : [[roomId, last] as const]
          }),
        ),
      })),
    forsaken: (since, limit) =>
      answer(() =>
        [...rooms.values()]
          .filter((room) => isForsaken(room, since))
          .toSorted((a, b) => (a.lastMessageAt ?? a.createdAt) - (b.lastMessageAt ?? b.createdAt))
          .slice(0, limit)
          .map(({ id }) => id),
      ),
    drift: (limit) =>
      answer(() => {
        const held = [...participations.values()].filter(({ roomId }) => rooms.get(roomId)?.status === 'open')
        const current = assignments.filter(isCurrent)
        const without = (some: readonly Participation[], others: readonly Participation[]) =>
          some
            .filter((one) => !others.some(({ roomId, userId }) => roomId === one.roomId && userId === one.userId))
            .slice(0, limit)
            .map(({ roomId, userId }) => ({ roomId, userId }))
        return { stale: without(current, held), missing: without(held, current) }
      }),
    record: (changes) => {
      const { ended, begun } = structuredClone(changes)
      return answer(() => {
        for (const { roomId, userId, end, at } of ended) {
          const index = assignments.findIndex((one) => one.roomId === roomId && one.userId === userId && isCurrent(one))
          const current = assignments[index]
          if (current) assignments[index] = { ...current, ended: { end, at } }
        }
        for (const one of begun) {
          mustExist(rooms, one.roomId, 'room')
          userOf(one.userId)
          const isThere = assignments.some(
            (known) => known.roomId === one.roomId && known.userId === one.userId && isCurrent(known),
          )
          if (!isThere) assignments.push({ ...one, ended: null })
        }
      })
    },
  }
}

const cameByItself: ReadonlySet<string> = new Set(['last_agent', 'round_robin', 'least_busy'])
