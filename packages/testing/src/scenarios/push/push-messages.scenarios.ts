import type { Push, PushAnswer, Room, UnitOfWork, User } from '@boztell/core'
import { makePushMessages, makeReportSockets, MINUTE, SECOND } from '@boztell/core'
import { test as base, describe, expect } from 'vitest'
import { aBusiness, aNamedCustomer } from '../../builders/a-business.ts'
import { aClock, TEST_NOW } from '../../builders/a-clock.ts'
import { aText } from '../../builders/a-message.ts'
import { storePushSubscription, TEST_VAPID_KEYS } from '../../builders/a-push-subscription.ts'
import { aMessageItem, anEchoItem } from '../../builders/a-webhook.ts'
import { storeAccount, stored } from '../../builders/store.ts'

/** Notifies at TEST_NOW until the clock is moved; unless told, everything gets through. */
const aPusher = (unitOfWork: UnitOfWork) => {
  const clock = aClock()
  const sent: Push[] = []
  const answers: PushAnswer[] = []
  const send = async (push: Push) => {
    sent.push(push)
    return answers.shift() ?? { status: 201 }
  }
  const pushMessages = makePushMessages({ unitOfWork, clock, pushSender: { send } })
  return {
    clock,
    answers,
    pushMessages,
    /** Notifies of all that happened; answers what was sent, and what went wrong. */
    pushAll: async () => {
      sent.length = 0
      const troubles: (string | null)[] = []
      for (let more = true; more;) {
        const looked = (await pushMessages({ except: [] }))._unsafeUnwrap()
        for (const { done } of looked.underWay) troubles.push((await done)._unsafeUnwrap())
        more = looked.more
      }
      return { sent: [...sent], troubles }
    },
  }
}

export const pushMessagesScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', () => makeUnitOfWork())
    .extend('business', ({ unitOfWork }) => aBusiness(unitOfWork))
    .extend('pusher', ({ unitOfWork }) => aPusher(unitOfWork))
    .extend('join', ({ unitOfWork }) => async ({ id: roomId }: Room, { id: userId }: User) => {
      await stored(unitOfWork, ({ participants }) => participants.add([{ roomId, userId, at: TEST_NOW }]))
    })
    .extend('subscriber', ({ unitOfWork }) => async (user: Partial<User> = {}) => {
      const account = await storeAccount(unitOfWork, user)
      return { user: account.user, subscription: await storePushSubscription(unitOfWork, account.user) }
    })
    /** A room with somebody who takes part in it and subscribed; nothing is left to tell. */
    .extend('conversation', async ({ business, pusher, join, subscriber }) => {
      const { room, customer } = await business.anOpenConversation()
      const { user, subscription } = await subscriber()
      await join(room, user)
      await pusher.pushAll()
      return { room, user, subscription, customer, say: () => business.take(aMessageItem({ customer })) }
    })

  describe(`Pushing messages, on ${adapter}`, () => {
    test('notifies who takes part in the room, once, without what was said or by whom', async ({
      unitOfWork,
      business,
      pusher,
      conversation: { room, subscription, customer },
    }) => {
      await business.take(aMessageItem({ customer, content: aText('A secret') }))
      const { sent, troubles } = await pusher.pushAll()
      const last = (await business.messagesOf(room))[0]
      expect(sent).toEqual([
        { to: subscription, keys: TEST_VAPID_KEYS, payload: sent[0]!.payload, topic: room.id.replaceAll('-', '') },
      ])
      expect(JSON.parse(sent[0]!.payload)).toEqual({
        type: 'message',
        room_id: room.id,
        message_id: last?.message.id,
        title: 'New message',
      })
      expect(troubles).toEqual([null])
      expect((await aPusher(unitOfWork).pushAll()).sent).toEqual([])
    })

    test('tells each only of the rooms they take part in, whatever their role', async ({
      business,
      pusher,
      join,
      subscriber,
    }) => {
      const [first, second] = [await business.anOpenConversation(), await business.anOpenConversation()]
      const [agent, admin] = [await subscriber(), await subscriber({ role: 'admin' })]
      await subscriber({ role: 'supervisor' })
      await join(first.room, agent.user)
      await join(second.room, admin.user)
      await pusher.pushAll()
      await business.take(aMessageItem({ customer: first.customer }), aMessageItem({ customer: second.customer }))
      const { sent } = await pusher.pushAll()
      expect(sent.map(({ to, topic }) => [to.id, topic]).toSorted()).toEqual(
        [
          [agent.subscription.id, first.room.id.replaceAll('-', '')],
          [admin.subscription.id, second.room.id.replaceAll('-', '')],
        ].toSorted(),
      )
    })

    test('tells nothing to who was removed from the room', async ({ unitOfWork, pusher, conversation }) => {
      const { room, user, say } = conversation
      await stored(unitOfWork, ({ participants }) => participants.remove([{ roomId: room.id, userId: user.id }]))
      await say()
      expect((await pusher.pushAll()).sent).toEqual([])
    })

    test('tells nothing to who is suspended', async ({ unitOfWork, pusher, conversation: { user, say } }) => {
      const suspended = { user: { ...user, status: 'suspended' as const }, passwordHash: null }
      await stored(unitOfWork, ({ users }) => users.save(suspended))
      await say()
      expect((await pusher.pushAll()).sent).toEqual([])
    })

    test('tells nothing to who has a socket open in any process, until that process is gone', async ({
      unitOfWork,
      pusher,
      conversation: { user, say },
    }) => {
      const { clock } = pusher
      const process = () => makeReportSockets({ unitOfWork, clock, processId: crypto.randomUUID() })
      const [here, there] = [process(), process()]
      ;(await here([]))._unsafeUnwrap()
      ;(await there([user.id]))._unsafeUnwrap()
      await say()
      expect((await pusher.pushAll()).sent).toEqual([])

      clock.advance(30 * SECOND)
      await say()
      expect((await pusher.pushAll()).sent).toEqual([])
      clock.advance(1)
      await say()
      expect((await pusher.pushAll()).sent).toHaveLength(1)

      ;(await there([user.id]))._unsafeUnwrap()
      ;(await there([]))._unsafeUnwrap()
      await say()
      expect((await pusher.pushAll()).sent).toHaveLength(1)
    })

    test('tells nothing of what the business says', async ({ business, pusher, conversation: { customer } }) => {
      await business.take(anEchoItem({ customer }))
      expect((await pusher.pushAll()).sent).toEqual([])
    })

    test('tells of the newest message of a room only', async ({ business, pusher, conversation: { room, say } }) => {
      await say()
      await say()
      const { sent } = await pusher.pushAll()
      const last = (await business.messagesOf(room))[0]
      expect(sent.map(({ payload }) => JSON.parse(payload) as unknown)).toMatchObject([
        { message_id: last?.message.id },
      ])
    })

    test.for([404, 410])(
      'forgets a browser of which the push service says %d',
      async (status, { unitOfWork, pusher, conversation: { user, subscription, say } }) => {
        const other = await storePushSubscription(unitOfWork, user)
        pusher.answers.push({ status })
        await say()
        expect((await pusher.pushAll()).sent).toHaveLength(2)
        await say()
        const { sent, troubles } = await pusher.pushAll()
        expect(sent).toHaveLength(1)
        expect([other.id, subscription.id]).toContain(sent[0]?.to.id)
        expect(troubles).toEqual([null])
      },
    )

    test('keeps a browser whose push service has trouble, and says which', async ({
      pusher,
      conversation: { say },
    }) => {
      pusher.answers.push({ status: 503 }, { error: 'no such host' })
      await say()
      expect((await pusher.pushAll()).troubles).toEqual(['answered 503'])
      await say()
      expect((await pusher.pushAll()).troubles).toEqual(['no such host'])
      await say()
      expect((await pusher.pushAll()).troubles).toEqual([null])
    })

    test('leaves out whose notifications are still under way', async ({ pusher, conversation }) => {
      await conversation.say()
      const looked = (await pusher.pushMessages({ except: [conversation.subscription.id] }))._unsafeUnwrap()
      expect(looked).toEqual({ underWay: [], more: false })
    })

    test('passes over what is old', async ({ pusher, conversation: { say } }) => {
      await say()
      pusher.clock.advance(5 * MINUTE)
      expect((await pusher.pushAll()).sent).toEqual([])
    })

    test('tells once of each of 20 messages, however many processes do it at once', async ({
      unitOfWork,
      business,
      join,
      subscriber,
    }) => {
      const { user } = await subscriber()
      const customers = Array.from({ length: 20 }, () => aNamedCustomer())
      for (const customer of customers) {
        await business.take(aMessageItem({ customer }))
        const view = await business.roomOf(customer)
        await join(view!.room, user)
      }
      await aPusher(unitOfWork).pushAll()
      const saying = (async () => {
        for (const customer of customers) await business.take(aMessageItem({ customer }))
      })()
      const pushers = Array.from({ length: 3 }, () => aPusher(unitOfWork))
      const atOnce = await Promise.all(pushers.map(({ pushAll }) => pushAll()))
      await saying
      const rest = await pushers[0]!.pushAll()
      const topics = [...atOnce, rest].flatMap(({ sent }) => sent.map(({ topic }) => topic))
      expect(topics).toHaveLength(20)
      expect(new Set(topics).size).toBe(20)
    })
  })
}
