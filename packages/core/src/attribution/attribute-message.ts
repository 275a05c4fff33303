import type { CustomerMessage, Message, MessageFacts, UserMessage } from '../message/message.ts'
import type { UserId } from '../user/user.ts'

/** What a customer said: it has no user (D1). */
export const attributeToCustomer = (facts: MessageFacts): CustomerMessage =>
  ({ ...facts, direction: 'inbound', userId: null }) as CustomerMessage

/** What the business said: it has a user, whoever or whatever wrote it (D1). */
export const attributeToUser = (userId: UserId, facts: MessageFacts): UserMessage =>
  ({ ...facts, direction: 'outbound', userId }) as UserMessage

/** For rows that come back from a store. */
export const attribute = (userId: UserId | null, facts: MessageFacts): Message =>
  userId === null ? attributeToCustomer(facts) : attributeToUser(userId, facts)
