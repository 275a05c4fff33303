import type { Reaction, UnitOfWork } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aCustomerMessage, aReaction } from '../builders/a-message.ts'
import { storeAccount, storeConversation, stored } from '../builders/store.ts'
import { storeTest } from './store-test.ts'

/** A stored message and the reactions that the inbox shows at it. */
const aTarget = async (unitOfWork: UnitOfWork) => {
  const { room } = await storeConversation(unitOfWork)
  const message = aCustomerMessage({ roomId: room.id })
  await stored(unitOfWork, ({ messages }) => messages.append([message]))
  const target = { roomId: room.id, targetWaMessageId: message.waMessageId! }
  return {
    reaction: (overrides: Partial<Reaction>) => aReaction({ ...target, ...overrides }),
    shown: async () => (await stored(unitOfWork, ({ inbox }) => inbox.message(message.id)))?.reactions,
  }
}

export const reactionStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork).extend('target', ({ unitOfWork }) => aTarget(unitOfWork))

  describe(`${adapter} keeps the ReactionStore contract`, () => {
    test('keeps the latest reaction of an actor', async ({ run, target }) => {
      const [first, second] = [target.reaction({ emoji: '👍' }), target.reaction({ emoji: '🎉', at: TEST_NOW + 1 })]
      await run(({ reactions }) => reactions.save([first]))
      await run(({ reactions }) => reactions.save([second]))
      expect(await target.shown()).toEqual([{ userId: null, emoji: '🎉' }])
    })

    test('keeps the latest of several in one call, whatever their order', async ({ run, target }) => {
      const [late, early] = [target.reaction({ emoji: '🎉', at: TEST_NOW + 1 }), target.reaction({ emoji: '👍' })]
      await run(({ reactions }) => reactions.save([late, early]))
      expect(await target.shown()).toEqual([{ userId: null, emoji: '🎉' }])
    })

    test('ignores a reaction older than the known one', async ({ run, target }) => {
      await run(({ reactions }) => reactions.save([target.reaction({ emoji: '', at: TEST_NOW + 1 })]))
      await run(({ reactions }) => reactions.save([target.reaction({ emoji: '👍', at: TEST_NOW })]))
      expect(await target.shown()).toEqual([])
    })

    test('lets the later to arrive win within the same moment', async ({ run, target }) => {
      await run(({ reactions }) => reactions.save([target.reaction({ emoji: '👍' })]))
      await run(({ reactions }) => reactions.save([target.reaction({ emoji: '' })]))
      expect(await target.shown()).toEqual([])
    })

    test('keeps the same reaction once', async ({ run, target }) => {
      const reaction = target.reaction({})
      await run(({ reactions }) => reactions.save([reaction, reaction]))
      await run(({ reactions }) => reactions.save([reaction]))
      expect(await target.shown()).toEqual([{ userId: null, emoji: '👍' }])
    })

    test('keeps one reaction per actor', async ({ unitOfWork, run, target }) => {
      const { user } = await storeAccount(unitOfWork)
      const ours = target.reaction({ userId: user.id, emoji: '🙏', at: TEST_NOW + 1 })
      await run(({ reactions }) => reactions.save([target.reaction({}), ours]))
      expect(await target.shown()).toEqual([
        { userId: null, emoji: '👍' },
        { userId: user.id, emoji: '🙏' },
      ])
    })

    test('takes a reaction before its target', async ({ unitOfWork, run }) => {
      const { room } = await storeConversation(unitOfWork)
      const message = aCustomerMessage({ roomId: room.id })
      const reaction = aReaction({ roomId: room.id, targetWaMessageId: message.waMessageId! })
      await run(({ reactions }) => reactions.save([reaction]))
      await run(({ messages }) => messages.append([message]))
      const view = await run(({ inbox }) => inbox.message(message.id))
      expect(view?.reactions).toEqual([{ userId: null, emoji: '👍' }])
    })

    test('takes copies, and nothing where nothing is given', async ({ run, target }) => {
      const reaction = target.reaction({})
      await run(({ reactions }) => reactions.save([]).andThen(() => reactions.save([reaction])))
      Object.assign(reaction, { emoji: 'spoiled' })
      expect(await target.shown()).toEqual([{ userId: null, emoji: '👍' }])
    })
  })
}
