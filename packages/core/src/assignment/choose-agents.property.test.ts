import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RoomId } from '../room/room.ts'
import type { UserId } from '../user/user.ts'
import { chooseAgents } from './choose-agents.ts'

const agents = fc.uniqueArray(
  fc.record({ userId: fc.uuid().map((id) => id as UserId), load: fc.nat(12), lastTurn: fc.nat(1_000) }),
  { maxLength: 8, selector: ({ userId }) => userId },
)
const roomIds = fc.uniqueArray(
  fc.uuid().map((id) => id as RoomId),
  { maxLength: 60 },
)
const capacity = fc.integer({ min: 1, max: 15 })
const mode = fc.constantFrom('round_robin' as const, 'least_busy' as const)

/** Some rooms were somebody's before, be it one who is there or not. */
const rooms = fc.tuple(roomIds, agents, fc.array(fc.option(fc.nat(10), { nil: null }))).map(([ids, all, owners]) => ({
  agents: all,
  rooms: ids.map((roomId, i) => {
    const owner = owners[i] ?? null
    return { roomId, lastAgent: owner === null ? null : (all[owner]?.userId ?? ('somebody else' as UserId)) }
  }),
}))

test('Each room goes to one agent who can take it, or is left only when nobody can', () => {
  fc.assert(
    fc.property(rooms, mode, capacity, ({ rooms, agents }, mode, capacity) => {
      const { given, left } = chooseAgents(rooms, agents, { mode, capacity })

      expect([...given.map(({ roomId }) => roomId), ...left].toSorted()).toEqual(
        rooms.map(({ roomId }) => roomId).toSorted(),
      )
      const loads = new Map(agents.map(({ userId, load }) => [userId, load]))
      for (const { userId } of given) {
        expect(loads.get(userId)).toBeLessThan(capacity)
        loads.set(userId, loads.get(userId)! + 1)
      }
      if (left.length > 0) expect([...loads.values()].every((load) => load >= capacity)).toBe(true)
      // Those that wait are the last ones.
      expect(left).toEqual(rooms.slice(rooms.length - left.length).map(({ roomId }) => roomId))
    }),
  )
})

test('Who had a room last gets it again as long as they can take it', () => {
  fc.assert(
    fc.property(rooms, mode, capacity, ({ rooms, agents }, mode, capacity) => {
      const loads = new Map(agents.map(({ userId, load }) => [userId, load]))
      const { given } = chooseAgents(rooms, agents, { mode, capacity })
      for (const { roomId, userId, reason } of given) {
        const { lastAgent } = rooms.find((room) => room.roomId === roomId)!
        const couldTake = lastAgent !== null && (loads.get(lastAgent) ?? Infinity) < capacity
        expect([userId === lastAgent, reason === 'last_agent']).toEqual([couldTake || userId === lastAgent, couldTake])
        loads.set(userId, loads.get(userId)! + 1)
      }
    }),
  )
})

test('Turns are even: no two agents who could take more differ by more than one room', () => {
  fc.assert(
    fc.property(roomIds, agents, capacity, (ids, agents, capacity) => {
      const fresh = ids.map((roomId) => ({ roomId, lastAgent: null }))
      const { given } = chooseAgents(fresh, agents, { mode: 'round_robin', capacity })
      const got = agents.map(({ userId, load }) => {
        const count = given.filter((choice) => choice.userId === userId).length
        return { count, isFull: load + count >= capacity }
      })
      const most = Math.max(0, ...got.map(({ count }) => count))
      for (const { count, isFull } of got) if (!isFull) expect(count).toBeGreaterThanOrEqual(most - 1)
    }),
  )
})

test('Loads are evened out: who gets a room has the fewest of those who can take one', () => {
  fc.assert(
    fc.property(roomIds, agents, capacity, (ids, agents, capacity) => {
      const fresh = ids.map((roomId) => ({ roomId, lastAgent: null }))
      const loads = new Map(agents.map(({ userId, load }) => [userId, load]))
      for (const { userId } of chooseAgents(fresh, agents, { mode: 'least_busy', capacity }).given) {
        expect(loads.get(userId)).toBe(Math.min(...loads.values()))
        loads.set(userId, loads.get(userId)! + 1)
      }
    }),
  )
})

test('Nobody is chosen while assignment is off', () => {
  fc.assert(
    fc.property(rooms, ({ rooms, agents }) => {
      expect(chooseAgents(rooms, agents, { mode: 'off', capacity: 9 }).given).toEqual([])
    }),
  )
})
