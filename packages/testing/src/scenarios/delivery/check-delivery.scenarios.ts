import { DAY, makeCheckDelivery, type MessageId, MINUTE, SECOND, type UnitOfWork } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aText } from '../../builders/a-message.ts'
import { anId } from '../../builders/an-id.ts'

export const checkDeliveryScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: check the delivery`, () => {
    const open = async () => {
      const business = aBusiness(await makeUnitOfWork())
      const { room, user } = await business.anOpenConversation()
      const say = async () => {
        const said = { viewer: user, userId: user.id, id: anId<MessageId>(), target: { roomId: room.id } }
        ;(await business.send({ ...said, content: aText() }))._unsafeUnwrap()
      }
      const deliver = async () => (await business.deliver())._unsafeUnwrap()
      const check = async () => (await makeCheckDelivery(business)())._unsafeUnwrap()
      return { ...business, say, deliver, check }
    }

    test('nothing is wrong where nothing waits', async () => {
      const { check, clock } = await open()
      clock.advance(DAY)
      expect(await check()).toEqual({ paused: [], isStalled: false })
    })

    test('it is stalled when nothing goes out for a minute though something is due', async () => {
      const { say, deliver, check, clock } = await open()
      await say()
      clock.advance(MINUTE)
      expect(await check()).toMatchObject({ isStalled: false })
      clock.advance(1)
      expect(await check()).toMatchObject({ isStalled: true })
      await deliver()
      expect(await check()).toMatchObject({ isStalled: false })
    })

    test('it is not while WhatsApp wants us to wait', async () => {
      const { say, deliver, check, clock, answers } = await open()
      const refused = { type: 'send_refused', action: 'retry', title: 'Too fast', details: null } as const
      answers.push({ ...refused, code: 130429, retryAfter: 5 * MINUTE })
      await say()
      await deliver()
      clock.advance(5 * MINUTE - SECOND)
      expect(await check()).toMatchObject({ isStalled: false })
      clock.advance(MINUTE)
      expect(await check(), 'somebody has a minute to go on').toMatchObject({ isStalled: false })
      clock.advance(2 * SECOND)
      expect(await check()).toMatchObject({ isStalled: true })
    })

    test('it tells of a number that WhatsApp refuses, until it works again', async () => {
      const { say, deliver, check, clock, answers, number } = await open()
      const error = { code: 190, title: 'The token has expired', details: 'Session has expired' }
      answers.push({ type: 'send_refused', action: 'stop', retryAfter: null, ...error })
      await say()
      await deliver()
      clock.advance(30 * SECOND)
      expect(await check()).toEqual({
        paused: [
          { phoneNumberId: number.phoneNumberId, pause: expect.objectContaining({ ...error, since: TEST_NOW }) },
        ],
        isStalled: false,
      })
      await deliver()
      expect(await check()).toEqual({ paused: [], isStalled: false })
    })
  })
}
