import type { Lead, Room, RoomId, UnitOfWork, User } from '@boztell/core'
import { seededUsers } from '@boztell/core'
import { TEST_NOW } from '../../builders/a-clock.ts'
import type { Conversation } from '../../builders/a-room.ts'
import { storeAccount, storeConversation, stored } from '../../builders/store.ts'

export type AssignedRoom = Conversation &
  Readonly<{
    admin: User
    supervisor: User
    /** Takes part. */
    agent: User
    /** Everybody who may not see the room, for one reason or another. */
    strangers: readonly User[]
  }>

/** Stores a room, an agent who takes part in it, and who else may see it and who may not. */
export const storeAssignedRoom = async (
  unitOfWork: UnitOfWork,
  room: Partial<Room> = {},
  lead: Partial<Lead> = {},
): Promise<AssignedRoom> => {
  const conversation = await storeConversation(unitOfWork, room, lead)
  const user = async (overrides: Partial<User>) => (await storeAccount(unitOfWork, overrides)).user
  const agent = await user({ name: 'Ayu' })
  const pending = await user({ status: 'pending' })
  const suspended = await user({ status: 'suspended' })
  for (const participant of [agent, pending, suspended]) {
    await storeParticipant(unitOfWork, conversation.room.id, participant)
  }
  return {
    ...conversation,
    admin: await user({ role: 'admin' }),
    supervisor: await user({ role: 'supervisor' }),
    agent,
    strangers: [
      pending,
      suspended,
      await user({ name: 'Takes part in nothing' }),
      await user({ role: 'admin', status: 'suspended' }),
      await user({ role: 'supervisor', status: 'pending' }),
      ...seededUsers,
    ],
  }
}

export const storeParticipant = (unitOfWork: UnitOfWork, roomId: RoomId, { id }: User, at = TEST_NOW) =>
  stored(unitOfWork, ({ participants }) => participants.add([{ roomId, userId: id, at }]))

export const isParticipant = (unitOfWork: UnitOfWork, roomId: RoomId, { id }: User): Promise<boolean> =>
  stored(unitOfWork, ({ participants }) =>
    participants.includes([{ roomId, userId: id }]).map(([included]) => included === true),
  )
