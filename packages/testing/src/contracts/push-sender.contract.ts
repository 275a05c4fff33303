import type { PushAnswer, PushSender, PushSubscription, UserId, VapidKeys } from '@boztell/core'
import { test as base, describe, expect } from 'vitest'
import { aPushSubscription } from '../builders/a-push-subscription.ts'
import { anId } from '../builders/an-id.ts'

/** What arrived at the push service, as the browser decrypted it. */
export type ReceivedPush = Readonly<{ payload: string; topic: string }>

export type PushSenderFixture = Readonly<{
  sender: PushSender
  keys: VapidKeys
  /** A browser whose push service answers. */
  to: Pick<PushSubscription, 'endpoint' | 'p256dh' | 'auth'>
  received: () => Promise<readonly ReceivedPush[]>
  /** What the push service answers next; after that 201. */
  answerNext: (answer: PushAnswer & { status: number }) => Promise<void>
  /** A sender whose push service can't be reached. */
  unreachable: () => Promise<Readonly<{ sender: PushSender; endpoint: string }>>
}>

export const pushSenderContract = (adapter: string, makeFixture: () => Promise<PushSenderFixture>): void => {
  const test = base
    .extend('fixture', { scope: 'file' }, () => makeFixture())
    .extend('push', ({ fixture: { to, keys } }) => {
      const payload = '{"title":"Pesan baru 👋"}'
      return { to: aPushSubscription({ id: anId<UserId>() }, to), keys, payload, topic: 'a'.repeat(32) }
    })

  describe(`${adapter} keeps the PushSender contract`, () => {
    test('brings what it is given to the browser', async ({ fixture: { sender, received }, push }) => {
      expect(await sender.send(push)).toEqual({ status: 201 })
      expect((await received()).at(-1)).toEqual({ payload: push.payload, topic: push.topic })
    })

    test.for([200, 404, 410, 429, 500])('tells of a %d', async (status, { fixture, push }) => {
      await fixture.answerNext({ status })
      expect(await fixture.sender.send(push)).toEqual({ status })
    })

    test('says in words that a push service can not be reached', async ({ fixture: { unreachable }, push }) => {
      const { sender, endpoint } = await unreachable()
      const answer = await sender.send({ ...push, to: { ...push.to, endpoint } })
      expect('error' in answer && answer.error.length > 0).toBe(true)
    })
  })
}
