import { makeDeliverMessages, type MessageId } from '@boztell/core'
import { aBusiness, anId, aText } from '@boztell/testing'
import { expect, test } from 'vitest'
import { createPostgresUnitOfWork } from '../src/index.ts'
import { freshDatabase } from './fresh-database.ts'
import { statementsOf } from './statement-plans.ts'

/** What it takes to deliver one message to each of so many rooms, from the claim to the stored answer. */
const statementsFor = async (business: ReturnType<typeof aBusiness>, count: number): Promise<readonly string[]> => {
  const conversations = await Promise.all(Array.from({ length: count }, () => business.anOpenConversation()))
  for (const { room, user } of conversations) {
    const id = anId<MessageId>()
    const said = { viewer: user, userId: user.id, id, target: { roomId: room.id }, content: aText() }
    ;(await business.send(said))._unsafeUnwrap()
  }
  const deliver = makeDeliverMessages(business)
  const statements = await statementsOf(async () => (await deliver())._unsafeUnwrap())
  expect(business.sent.splice(0)).toHaveLength(count)
  return statements.map(({ text }) => text.trim())
}

test('Delivery takes the same two transactions, however many rooms there are', async () => {
  const business = aBusiness(createPostgresUnitOfWork(await freshDatabase()))
  await statementsFor(business, 1)
  const few = await statementsFor(business, 1)
  expect(few.filter((text) => text === 'commit')).toHaveLength(2)
  expect(few.length).toBeLessThan(30)
  expect(await statementsFor(business, 40)).toEqual(few)
})
