import {
  type DeliveryNews,
  HOUR,
  makeDeliverMessages,
  type MessageId,
  MINUTE,
  SECOND,
  type SendRefused,
  type UnitOfWork,
} from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { TEST_SCOPE } from '../../builders/a-lead.ts'
import { aText } from '../../builders/a-message.ts'
import { anId } from '../../builders/an-id.ts'
import { stored } from '../../builders/store.ts'

const refusal = (code: number, overrides: Partial<SendRefused> = {}): SendRefused => ({
  type: 'send_refused',
  action: 'retry',
  code,
  title: `Refused with ${code.toString()}`,
  details: null,
  retryAfter: null,
  ...overrides,
})
const badToken = refusal(190, { action: 'stop' })

export const deliverMessagesWithinLimitsScenarios = (
  adapter: string,
  makeUnitOfWork: () => Promise<UnitOfWork>,
): void => {
  describe(`${adapter}: deliver messages within WhatsApp’s limits`, () => {
    /** `maxRate` messages a second may go; rooms have one conversation each. */
    const open = async ({ maxRate = 100_000, rooms = 1 } = {}) => {
      const business = aBusiness(await makeUnitOfWork())
      const conversations = await Promise.all(Array.from({ length: rooms }, () => business.anOpenConversation()))
      const say = async (count = 1, of = 0): Promise<readonly MessageId[]> => {
        const { room, user } = conversations[of] ?? (await business.anOpenConversation())
        const ids = Array.from({ length: count }, () => anId<MessageId>())
        for (const id of ids) {
          const said = { viewer: user, userId: user.id, id, target: { roomId: room.id }, content: aText() }
          ;(await business.send(said))._unsafeUnwrap()
        }
        return ids
      }
      const news: DeliveryNews[] = []
      const needs = { ...business, maxRate, onNews: (one: DeliveryNews) => news.push(one) }
      const deliverMessages = makeDeliverMessages(needs)
      const deliver = async () => (await deliverMessages())._unsafeUnwrap()
      const find = async (id: MessageId | undefined) =>
        (await stored(business.unitOfWork, ({ messages }) => messages.find(id === undefined ? [] : [{ id }])))[0]
      const sentIds = () => business.sent.map(({ id }) => id)
      return { ...business, needs, conversations, say, deliver, find, sentIds, news }
    }

    test('a number sends no faster than it may, and says when it may again', async () => {
      const { say, deliver, sent, clock } = await open({ maxRate: 20, rooms: 5 })
      for (let room = 0; room < 5; room += 1) await say(2, room)
      expect(await deliver()).toBe(TEST_NOW + 50)
      expect(sent).toHaveLength(2)
      clock.advance(50)
      await deliver()
      expect(sent).toHaveLength(3)
      for (let i = 0; i < 7; i += 1) {
        clock.advance(50)
        await deliver()
      }
      expect(sent).toHaveLength(10)
      expect(await deliver()).toBeNull()
    })

    test('two processes share the rate of the number', async () => {
      const { say, needs, sent, clock } = await open({ maxRate: 100, rooms: 30 })
      for (let room = 0; room < 30; room += 1) await say(1, room)
      const processes = [makeDeliverMessages(needs), makeDeliverMessages(needs)]
      const deliverAll = async () => {
        for (const done of await Promise.all(processes.map((deliver) => deliver()))) done._unsafeUnwrap()
      }
      await deliverAll()
      expect(sent).toHaveLength(10)
      clock.advance(100)
      await deliverAll()
      expect(sent).toHaveLength(20)
    })

    test('a customer gets 45 messages at once, then one in six seconds, and others need not wait', async () => {
      const { say, deliver, sentIds, clock } = await open({ rooms: 2 })
      const many = await say(47)
      await deliver()
      expect(sentIds()).toEqual(many.slice(0, 45))
      const [other] = await say(1, 1)
      expect(await deliver()).toBe(TEST_NOW + 6 * SECOND)
      expect(sentIds().slice(45)).toEqual([other])
      clock.advance(6 * SECOND)
      await deliver()
      expect(sentIds().slice(46)).toEqual([many[45]])
    })

    test('too many messages to one customer hold up this customer only', async () => {
      const { say, deliver, answers, sentIds } = await open({ rooms: 2 })
      answers.push(refusal(131056))
      const [one] = await say()
      await deliver()
      const [other] = await say(1, 1)
      await deliver()
      expect(sentIds()).toEqual([one, other])
    })

    test.each([130429, 80007, 4])('%i makes the whole number wait for as long as WhatsApp says', async (code) => {
      const { say, deliver, answers, sentIds, clock } = await open({ rooms: 2 })
      answers.push(refusal(code, { retryAfter: 5 * SECOND }))
      const [one] = await say()
      await deliver()
      const [other] = await say(1, 1)
      expect(await deliver()).toBe(TEST_NOW + 5 * SECOND)
      expect(sentIds()).toEqual([one])
      clock.advance(5 * SECOND)
      await deliver()
      expect(sentIds()).toEqual([one, one, other])
    })

    test('a number that is too fast goes at half its rate, until its throughput is raised', async () => {
      const { say, deliver, answers, sent, take, clock } = await open({ maxRate: 40, rooms: 12 })
      answers.push(refusal(130429, { retryAfter: 0 }))
      for (let room = 0; room < 12; room += 1) await say(1, room)
      await deliver()
      sent.splice(0)
      clock.advance(SECOND)
      await deliver()
      expect(sent).toHaveLength(2)
      const raw = { test: true }
      await take({ kind: 'throughput_upgrade', phoneNumberId: null, businessAccountId: TEST_SCOPE, raw })
      clock.advance(SECOND)
      await deliver()
      expect(sent).toHaveLength(6)
    })

    test('a number that WhatsApp refuses keeps its queue and sends nothing but a probe now and then', async () => {
      const { say, deliver, answers, sentIds, clock, find, news, number } = await open({ rooms: 3 })
      answers.push(...Array.from({ length: 9 }, () => badToken))
      const ids = [...(await say(2)), ...(await say(1, 1))]
      await deliver()
      const refused = sentIds().length
      await say(1, 2)
      clock.advance(29 * SECOND)
      expect(await deliver()).toBe(TEST_NOW + 30 * SECOND)
      expect(sentIds()).toHaveLength(refused)

      const probedAfter: number[] = []
      for (let seconds = 30; seconds <= 1_100; seconds += 10) {
        clock.set(TEST_NOW + seconds * SECOND)
        const before = sentIds().length
        await deliver()
        if (sentIds().length > before) probedAfter.push(seconds)
        expect(sentIds().length).toBeLessThanOrEqual(before + 1)
      }
      expect(probedAfter).toEqual([30, 90, 210, 450, 750, 1_050])
      for (const id of ids) expect(await find(id)).toMatchObject({ status: 'queued', error: null })

      answers.splice(0)
      clock.set(TEST_NOW + 2 * HOUR)
      await deliver()
      for (const id of ids) expect(await find(id)).toMatchObject({ status: 'accepted' })
      expect(news).toEqual([
        {
          type: 'number.paused',
          phoneNumberId: number.phoneNumberId,
          pause: expect.objectContaining({ code: 190, since: TEST_NOW }),
        },
        { type: 'number.resumed', phoneNumberId: number.phoneNumberId },
      ])
    })

    test('a probe is another message each time, so that one that is refused for itself does not keep the number', async () => {
      const { say, deliver, answers, sentIds, clock } = await open({ rooms: 2 })
      answers.push(badToken, badToken)
      const [one] = await say()
      await deliver()
      const [other] = await say(1, 1)
      clock.advance(30 * SECOND)
      answers.splice(0, 2)
      await deliver()
      expect(sentIds().slice(0, 2)).toEqual([one, other])
    })

    test('a refusal of the probe’s own message shows that the number works', async () => {
      const { say, deliver, answers, sentIds, find, clock } = await open({ rooms: 2 })
      answers.push(badToken)
      const [one] = await say()
      await deliver()
      clock.advance(30 * SECOND)
      answers.push(refusal(131026, { action: 'never' }))
      const [next] = await say(1, 1)
      await deliver()
      expect(sentIds()).toHaveLength(3)
      expect([(await find(one))?.status, (await find(next))?.status].toSorted()).toEqual(['accepted', 'failed'])
    })

    test('a clock that is set back stops nobody', async () => {
      const { say, deliver, answers, sentIds, clock } = await open({ rooms: 3 })
      answers.push(refusal(131056), refusal(130429, { retryAfter: MINUTE }))
      await say()
      await deliver()
      await say(1, 1)
      await deliver()
      clock.advance(-HOUR / 2)
      await say(1, 2)
      await deliver()
      expect(new Set(sentIds()).size).toBe(3)
      expect(sentIds()).toHaveLength(5)
    })
  })
}
