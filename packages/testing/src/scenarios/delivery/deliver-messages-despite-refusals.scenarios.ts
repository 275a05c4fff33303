import {
  type Accepted,
  type DeliveryNews,
  HOUR,
  makeDeliverMessages,
  type MessageChannel,
  type MessageId,
  MINUTE,
  SECOND,
  type SendRefused,
  type UnitOfWork,
} from '@boztell/core'
import { err, errAsync, ok, okAsync, type Result, ResultAsync } from 'neverthrow'
import { describe, expect, test, vi } from 'vitest'
import { aBusiness } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aText } from '../../builders/a-message.ts'
import { anId } from '../../builders/an-id.ts'
import { stored } from '../../builders/store.ts'
import { aWaMessageId } from '../../builders/whatsapp-names.ts'

const refusal = (code: number, action: SendRefused['action']): SendRefused => ({
  type: 'send_refused',
  action,
  code,
  title: `Refused with ${code.toString()}`,
  details: null,
  retryAfter: null,
})
const badToken = refusal(190, 'stop')
const badCountry = refusal(130497, 'stop')

export const deliverMessagesDespiteRefusalsScenarios = (
  adapter: string,
  makeUnitOfWork: () => Promise<UnitOfWork>,
): void => {
  describe(`${adapter}: deliver messages despite refusals`, () => {
    /** A business whose channel asks `judge` of each message; null: it is taken. */
    const open = async (rooms: number) => {
      const business = aBusiness(await makeUnitOfWork())
      const conversations = await Promise.all(Array.from({ length: rooms }, () => business.anOpenConversation()))
      const say = async (of = 0): Promise<MessageId> => {
        const { room, user } = conversations[of] ?? (await business.anOpenConversation())
        const id = anId<MessageId>()
        const said = { viewer: user, userId: user.id, id, target: { roomId: room.id }, content: aText() }
        ;(await business.send(said))._unsafeUnwrap()
        return id
      }
      const whatsapp: { judge: (id: MessageId) => SendRefused | null; asked: MessageId[] } = {
        judge: () => null,
        asked: [],
      }
      const channel: Pick<MessageChannel, 'send'> = {
        send: ({ id }) => {
          whatsapp.asked.push(id)
          const refused = whatsapp.judge(id)
          return refused === null
            ? okAsync({ waMessageId: aWaMessageId(), waId: null, bsuid: null })
            : errAsync(refused)
        },
      }
      const news: DeliveryNews[] = []
      const deliverMessages = makeDeliverMessages({ ...business, channel, onNews: (one) => news.push(one) })
      const deliver = async () => (await deliverMessages())._unsafeUnwrap()
      /** Delivers until `until` or until nothing waits, whenever something is due. */
      const deliverUntil = async (until: number) => {
        for (;;) {
          const dueAt = await deliver()
          if (dueAt === null || dueAt > until) break
          business.clock.set(Math.max(dueAt, business.clock.now() + 1))
        }
      }
      const find = async (...ids: readonly MessageId[]) =>
        stored(business.unitOfWork, ({ messages }) => messages.find(ids.map((id) => ({ id }))))
      const statusesOf = async (...ids: readonly MessageId[]) => [
        ...new Set((await find(...ids)).map(({ status }) => status)),
      ]
      const told = () => news.map(({ type }) => type)
      return { ...business, say, whatsapp, deliver, deliverUntil, find, statusesOf, told }
    }

    test('a message that is refused as its number would be, though others are taken, fails in the end', async () => {
      const { say, whatsapp, deliver, deliverUntil, find, statusesOf, told, clock } = await open(20)
      const bad = await say()
      whatsapp.judge = (id) => (id === bad ? badCountry : null)
      await deliver()
      expect(told()).toEqual(['number.paused'])
      const others: MessageId[] = []
      for (let room = 1; room < 20; room += 1) others.push(await say(room))
      clock.advance(30 * SECOND)
      await deliver()
      expect(told(), 'as soon as the probe is taken').toEqual(['number.paused', 'number.resumed'])
      expect(await statusesOf(...others)).toEqual(['accepted'])
      // Somebody writes now and then.
      for (let i = 0; i < 60; i += 1) {
        others.push(await say(1 + (i % 19)))
        clock.advance(4 * SECOND)
        await deliverUntil(clock.now())
      }
      expect(await find(bad)).toMatchObject([{ status: 'failed', error: { code: 130497, title: badCountry.title } }])
      expect(await statusesOf(...others)).toEqual(['accepted'])
      expect(told(), 'never paused again').toEqual(['number.paused', 'number.resumed'])
      expect(whatsapp.asked.filter((id) => id === bad)).toHaveLength(7)
      expect(clock.now() - TEST_NOW).toBeLessThan(5 * MINUTE)
    })

    test('no number is paused for messages that are refused while those beside them are taken', async () => {
      const { say, whatsapp, deliver, statusesOf, told, clock } = await open(6)
      const [bad, good] = [[await say(0), await say(1)], [await say(2)]]
      whatsapp.judge = (id) => (bad.includes(id) ? badCountry : null)
      for (let room = 3; room < 6; room += 1) {
        await deliver()
        good.push(await say(room))
        clock.advance(SECOND)
      }
      await deliver()
      expect(told()).toEqual([])
      expect(await statusesOf(...good)).toEqual(['accepted'])
      expect(await statusesOf(...bad)).toEqual(['queued'])
    })

    test('what was asked for beside a refused message, and taken, ends the pause at once', async () => {
      const { say, clock, find, ...business } = await open(3)
      const asked: Readonly<{ id: MessageId; answer: (said: Result<Accepted, SendRefused>) => void }>[] = []
      const channel: Pick<MessageChannel, 'send'> = {
        send: ({ id }) => {
          const said = Promise.withResolvers<Result<Accepted, SendRefused>>()
          asked.push({ id, answer: said.resolve })
          return new ResultAsync(said.promise)
        },
      }
      const news: string[] = []
      const onNews = ({ type }: DeliveryNews) => news.push(type)
      const until = (check: () => void) => vi.waitFor(check, { interval: 1 })
      const taken = () => ok({ waMessageId: aWaMessageId(), waId: null, bsuid: null })
      const [bad, early] = [await say(0), await say(1)]
      const delivering = makeDeliverMessages({ ...business, clock, channel, onNews })()
      await until(() => expect(asked.map(({ id }) => id)).toEqual([bad, early]))
      asked[0]?.answer(err(badCountry))
      await until(() => expect(news).toEqual(['number.paused']))
      const later = await say(2)
      asked[1]?.answer(taken())
      await until(() => expect(news).toEqual(['number.paused', 'number.resumed']))
      await until(() => expect(asked.map(({ id }) => id)).toEqual([bad, early, bad, later]))
      asked[2]?.answer(err(badCountry))
      asked[3]?.answer(taken())
      expect((await delivering)._unsafeUnwrap()).toBe(TEST_NOW + SECOND)
      expect(news).toEqual(['number.paused', 'number.resumed'])
      expect(await find(later)).toMatchObject([{ status: 'accepted' }])
    })

    test('a message that is the only one to wait is kept, for nobody can tell whether it or the number is refused', async () => {
      const { say, whatsapp, deliverUntil, statusesOf, told } = await open(1)
      const only = await say()
      whatsapp.judge = () => badCountry
      await deliverUntil(TEST_NOW + 3 * HOUR)
      expect(await statusesOf(only)).toEqual(['queued'])
      expect(told()).toEqual(['number.paused'])
    })

    test('an account that is locked again and again loses nothing', async () => {
      const { say, whatsapp, deliver, statusesOf, told, clock } = await open(12)
      const kept: MessageId[] = []
      for (let time = 0; time < 9; time += 1) {
        whatsapp.judge = () => badToken
        for (let room = 0; room < 12; room += 1) kept.push(await say(room))
        await deliver()
        clock.advance(30 * SECOND)
        await deliver()
        // It works for one message, long enough to go on, and then for all.
        let taken = 0
        whatsapp.judge = () => (taken++ < 1 ? null : badToken)
        clock.advance(MINUTE)
        await deliver()
        expect(await statusesOf(...kept)).not.toContain('failed')
      }
      whatsapp.judge = () => null
      for (let i = 0; i < 9; i += 1) {
        clock.advance(5 * MINUTE)
        await deliver()
      }
      expect(await statusesOf(...kept)).toEqual(['accepted'])
      expect(told().at(-1)).toBe('number.resumed')
    })

    test.each([80007, 4])('%i for half an hour costs no message and few questions', async (code) => {
      const { say, whatsapp, deliver, deliverUntil, statusesOf, clock } = await open(40)
      const all: MessageId[] = []
      for (let room = 0; room < 40; room += 1) all.push(await say(room))
      whatsapp.judge = () => refusal(code, 'retry')
      expect(await deliver()).toBe(TEST_NOW + 2 * MINUTE)
      await deliverUntil(TEST_NOW + 30 * MINUTE)
      expect(await statusesOf(...all)).toEqual(['queued'])
      expect(whatsapp.asked.length).toBeLessThanOrEqual(16 * 40)
      whatsapp.judge = () => null
      clock.advance(3 * MINUTE)
      await deliver()
      expect(await statusesOf(...all)).toEqual(['accepted'])
    })

    test('131000 is tried twice again, then the message has failed', async () => {
      const { say, whatsapp, deliverUntil, find } = await open(1)
      const id = await say()
      whatsapp.judge = () => refusal(131000, 'retry')
      await deliverUntil(TEST_NOW + HOUR)
      expect(whatsapp.asked).toEqual([id, id, id])
      expect(await find(id)).toMatchObject([{ status: 'failed', error: { code: 131000 } }])
    })
  })
}
