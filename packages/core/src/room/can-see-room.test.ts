import { describe, expect, test } from 'vitest'
import type { LeadId } from '../lead/lead.ts'
import type { Role, User, UserId, UserStatus } from '../user/user.ts'
import { canSeeRoom, sightOf } from './can-see-room.ts'
import type { Room, RoomId } from './room.ts'

const ana = '019a0000-0000-7000-8000-00000000000a' as UserId
const budi = '019a0000-0000-7000-8000-00000000000b' as UserId

const user = (role: Role, status: UserStatus): User => ({
  id: ana,
  name: 'Ana',
  email: 'ana@example.com',
  role,
  status,
  availability: 'online',
  leftAt: null,
  createdAt: 0,
})

const room: Room = {
  id: '019a0000-0000-7000-8000-000000000001' as RoomId,
  leadId: '019a0000-0000-7000-8000-000000000002' as LeadId,
  phoneNumberId: '106540352242922',
  phone: '+6281234567890',
  title: 'Personal',
  status: 'open',
  unreadCount: 0,
  readSeq: 0,
  lastMessageId: null,
  lastMessageAt: null,
  settledId: null,
  windowExpiresAt: null,
  createdAt: 0,
  updatedAt: 0,
}

const table: readonly [Role, UserStatus, ReturnType<typeof sightOf>][] = [
  ['admin', 'active', 'all'],
  ['admin', 'pending', 'none'],
  ['admin', 'suspended', 'none'],
  ['supervisor', 'active', 'all'],
  ['supervisor', 'pending', 'none'],
  ['supervisor', 'suspended', 'none'],
  ['agent', 'active', 'own'],
  ['agent', 'pending', 'none'],
  ['agent', 'suspended', 'none'],
  ['system', 'active', 'none'],
  ['system', 'pending', 'none'],
  ['system', 'suspended', 'none'],
]

describe.each(table)('%s, %s', (role, status, sight) => {
  const who = user(role, status)
  const rooms: readonly [string, readonly UserId[], boolean][] = [
    ['a room of nobody', [], sight === 'all'],
    ['a room of somebody else', [budi], sight === 'all'],
    ['a room they take part in', [budi, ana], sight !== 'none'],
  ]

  test(`lists ${sight} of the rooms`, () => expect(sightOf(who)).toBe(sight))

  for (const [name, participants, seen] of rooms) {
    test(`${seen ? 'sees' : 'does not see'} ${name}, open or closed`, () => {
      expect(canSeeRoom(who, room, participants)).toBe(seen)
      expect(canSeeRoom(who, { ...room, status: 'closed' }, participants)).toBe(seen)
    })
  }
})
