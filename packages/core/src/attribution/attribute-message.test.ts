import * as fc from 'fast-check'
import { expect, expectTypeOf, test } from 'vitest'
import type { CustomerMessage, Message, MessageFacts, UserMessage } from '../message/message.ts'
import { queued } from '../message/message-status.ts'
import { BUSINESS_APP_USER_ID, SYSTEM_USER_ID, type User, type UserId } from '../user/user.ts'
import { attribute, attributeToCustomer, attributeToUser } from './attribute-message.ts'
import { claimedAuthor } from './claimed-author.ts'

const facts = { ...queued() } as MessageFacts

test('what a customer said has no user, and what a user said has one', () => {
  const userId = fc.option(fc.uuid())
  fc.assert(
    fc.property(userId, (id) => {
      const message = attribute(id as UserId | null, facts)
      expect(message.userId === null).toBe(message.direction === 'inbound')
      expect(message.userId).toBe(id)
    }),
  )
})

test('the type allows no outgoing message without a user, and no incoming one with', () => {
  expectTypeOf(attributeToUser(SYSTEM_USER_ID, facts).userId).toEqualTypeOf<UserId>()
  expectTypeOf(attributeToCustomer(facts).userId).toEqualTypeOf<null>()
  expectTypeOf<Message>().toEqualTypeOf<CustomerMessage | UserMessage>()
  // @ts-expect-error a message made by hand lacks the mark of the constructors
  const forged: Message = { ...facts, direction: 'outbound', userId: SYSTEM_USER_ID }
  expect(forged.userId).toBe(SYSTEM_USER_ID)
})

const viewer: User = {
  id: '0192f0c1-2345-7abc-8def-0123456789ab' as UserId,
  name: 'Ayu',
  email: 'ayu@example.com',
  role: 'agent',
  status: 'active',
  availability: 'online',
  leftAt: null,
  createdAt: 0,
}

test('whoever sends must say so', () => {
  for (const nobody of [undefined, null])
    expect(claimedAuthor(viewer, nobody)._unsafeUnwrapErr().type).toBe('user_id_required')
})

test('and only as themself', () => {
  expect(claimedAuthor(viewer, viewer.id)._unsafeUnwrap()).toBe(viewer.id)
  expect(claimedAuthor(viewer, viewer.id.toUpperCase())._unsafeUnwrap()).toBe(viewer.id)
  for (const other of ['', 'me', BUSINESS_APP_USER_ID])
    expect(claimedAuthor(viewer, other)._unsafeUnwrapErr().type).toBe('user_id_mismatch')
})
