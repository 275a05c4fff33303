import { expect, test } from 'vitest'
import type { RoomId } from '../room/room.ts'
import type { UserId } from '../user/user.ts'
import { chooseAgents } from './choose-agents.ts'

const room = (id: string, lastAgent: string | null = null) => ({
  roomId: id as RoomId,
  lastAgent: lastAgent as UserId | null,
})
const agent = (id: string, load = 0, lastTurn = 0) => ({ userId: id as UserId, load, lastTurn })

test('Turns go to whoever had none for the longest time, whatever their load', () => {
  const { given } = chooseAgents(
    ['1', '2', '3', '4'].map((id) => room(id)),
    [agent('a', 0, 7), agent('b', 5, 3), agent('c', 2, 5)],
    {
      mode: 'round_robin',
      capacity: 9,
    },
  )
  expect(given.map(({ userId, reason }) => [userId, reason])).toEqual([
    ['b', 'round_robin'],
    ['c', 'round_robin'],
    ['a', 'round_robin'],
    ['b', 'round_robin'],
  ])
})

test('The least busy come first, of those with as many rooms whoever had no turn for the longest time', () => {
  const { given } = chooseAgents(
    ['1', '2', '3'].map((id) => room(id)),
    [agent('a', 1, 9), agent('b', 1, 2), agent('c', 0, 10)],
    {
      mode: 'least_busy',
      capacity: 9,
    },
  )
  expect(given.map(({ userId }) => userId)).toEqual(['c', 'b', 'a'])
})

test('Who had a room last comes first, but not beyond the capacity', () => {
  const { given, left } = chooseAgents(
    [room('1', 'b'), room('2', 'b'), room('3', 'gone'), room('4')],
    [agent('a', 0, 1), agent('b', 1, 9)],
    {
      mode: 'round_robin',
      capacity: 2,
    },
  )
  expect(given).toEqual([
    { roomId: '1', userId: 'b', reason: 'last_agent' },
    { roomId: '2', userId: 'a', reason: 'round_robin' },
    { roomId: '3', userId: 'a', reason: 'round_robin' },
  ])
  expect(left).toEqual(['4'])
})
