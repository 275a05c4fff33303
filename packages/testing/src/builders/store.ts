import type { Account, Lead, Room, Stores, UnitOfWork, User } from '@boztell/core'
import type { ResultAsync } from 'neverthrow'
import { anAccount } from './a-user.ts'
import type { Conversation } from './a-room.ts'
import { aConversation } from './a-room.ts'

/** Runs `work` in a unit of work of its own and answers its value; an Err fails the test. */
export const stored = async <T>(
  unitOfWork: UnitOfWork,
  work: (stores: Stores) => ResultAsync<T, unknown>,
): Promise<T> => (await unitOfWork.run(work))._unsafeUnwrap()

/** Stores a fresh account: an active agent unless `overrides` says otherwise. */
export const storeAccount = async (unitOfWork: UnitOfWork, overrides: Partial<User> = {}): Promise<Account> => {
  const account = anAccount(overrides)
  await stored(unitOfWork, ({ users }) => users.save(account))
  return account
}

/** Stores a fresh lead and their room. */
export const storeConversation = async (
  unitOfWork: UnitOfWork,
  room: Partial<Room> = {},
  lead: Partial<Lead> = {},
): Promise<Conversation> => {
  const conversation = aConversation(room, lead)
  await stored(unitOfWork, ({ leads, rooms }) =>
    leads.save([conversation.lead]).andThen(() => rooms.open([conversation.room])),
  )
  return conversation
}
