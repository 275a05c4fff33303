import { overseesAllRooms, type User, type UserId } from '../user/user.ts'
import type { Room } from './room.ts'

/** Which rooms a list may show a user: every one, those they take part in, or none. */
export const sightOf = (user: User): 'all' | 'own' | 'none' => {
  if (user.status !== 'active' || user.role === 'system') return 'none'
  return overseesAllRooms(user) ? 'all' : 'own'
}

/** Whether a room exists for this user (D11); `participants` are those of the room, which itself has no say yet. */
export const canSeeRoom = (user: User, _room: Room, participants: readonly UserId[]): boolean => {
  const sight = sightOf(user)
  return sight === 'all' || (sight === 'own' && participants.includes(user.id))
}
