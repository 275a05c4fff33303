import { CLAIM_LIFETIME, HOUR, type MessageId, markSending, MINUTE, type UnitOfWork } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness, claimHeads } from '../../builders/a-business.ts'
import { aText } from '../../builders/a-message.ts'
import { anId } from '../../builders/an-id.ts'
import { stored } from '../../builders/store.ts'

export const recoverStuckScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: recover what a dead worker left`, () => {
    const open = async () => {
      const business = aBusiness(await makeUnitOfWork())
      const { unitOfWork, clock } = business
      const { room, user } = await business.anOpenConversation()
      const id = anId<MessageId>()
      const target = { roomId: room.id }
      ;(await business.send({ viewer: user, userId: user.id, id, target, content: aText() }))._unsafeUnwrap()
      const find = async () => (await stored(unitOfWork, ({ messages }) => messages.find([{ id }])))[0]
      const claim = () => claimHeads(unitOfWork, clock.now())
      const die = async (whileSending: boolean) => {
        await claim()
        if (!whileSending) return
        await stored(unitOfWork, ({ messages }) =>
          messages.lock([{ id }]).andThen((found) => messages.save(found.map(markSending))),
        )
      }
      return { ...business, room, find, claim, die }
    }

    test('a message that was being sent may be out, so it is unconfirmed and never sent by itself', async () => {
      const { die, clock, recoverStuck, find, deliver, sent } = await open()
      await die(true)
      clock.advance(CLAIM_LIFETIME + 1)
      expect((await recoverStuck())._unsafeUnwrap()).toBe(1)
      expect(await find()).toMatchObject({ status: 'unconfirmed' })
      ;(await deliver())._unsafeUnwrap()
      expect(sent).toEqual([])
    })

    test('a message that was only claimed goes back to the head of its line', async () => {
      const { die, clock, recoverStuck, find, deliver, sent } = await open()
      await die(false)
      clock.advance(CLAIM_LIFETIME + 1)
      ;(await recoverStuck())._unsafeUnwrap()
      expect(await find()).toMatchObject({ status: 'queued' })
      ;(await deliver())._unsafeUnwrap()
      expect(sent).toHaveLength(1)
    })

    test('leaves a worker that still has time alone', async () => {
      const { die, clock, recoverStuck, find, claim } = await open()
      await die(true)
      clock.advance(MINUTE)
      expect((await recoverStuck())._unsafeUnwrap()).toBe(0)
      expect(await find()).toMatchObject({ status: 'sending' })
      expect(await claim()).toEqual([])
    })

    test('finds it though the clock was set back meanwhile', async () => {
      const { die, clock, recoverStuck, find } = await open()
      await die(true)
      clock.advance(-HOUR)
      expect((await recoverStuck())._unsafeUnwrap()).toBe(1)
      expect(await find()).toMatchObject({ status: 'unconfirmed' })
    })
  })
}
