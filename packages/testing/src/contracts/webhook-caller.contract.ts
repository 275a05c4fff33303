import type { WebhookAnswer, WebhookCaller } from '@boztell/core'
import { test as base, describe, expect } from 'vitest'
import { TEST_WEBHOOK_SECRET } from '../builders/a-subscription.ts'

/** What arrived at the target, which has checked by its secret that it is ours. */
export type ReceivedCall = Readonly<{ id: string; body: string }>

export type WebhookCallerFixture = Readonly<{
  caller: WebhookCaller
  /** Where somebody answers, whose secret is TEST_WEBHOOK_SECRET. */
  url: string
  received: () => Promise<readonly ReceivedCall[]>
  /** What the target answers next; after that 200. A redirect leads back to it. */
  answerNext: (answer: WebhookAnswer & { status: number }) => Promise<void>
  /** A caller whose target can't be reached. */
  unreachable: () => Promise<Readonly<{ caller: WebhookCaller; url: string }>>
}>

export const webhookCallerContract = (adapter: string, makeFixture: () => Promise<WebhookCallerFixture>): void => {
  const test = base.extend('fixture', { scope: 'file' }, () => makeFixture())
  const callOf = (url: string, body = '{"text":"Halo 👋"}') => {
    const id = crypto.randomUUID()
    return { url, secret: TEST_WEBHOOK_SECRET, id, at: Date.now(), body }
  }

  describe(`${adapter} keeps the WebhookCaller contract`, () => {
    test('brings what it is given, signed', async ({ fixture: { caller, url, received } }) => {
      const call = callOf(url)
      expect(await caller.call(call)).toEqual({ status: 200 })
      expect((await received()).at(-1)).toEqual({ id: call.id, body: call.body })
    })

    test.for([204, 400, 410, 429, 503])('tells of a %d', async (status, { fixture }) => {
      await fixture.answerNext({ status })
      expect(await fixture.caller.call(callOf(fixture.url))).toEqual({ status })
    })

    test('follows no redirect', async ({ fixture: { caller, url, received, answerNext } }) => {
      const before = (await received()).length
      for (const status of [301, 302, 307, 308]) {
        await answerNext({ status })
        expect(await caller.call(callOf(url))).toEqual({ status })
      }
      expect(await received()).toHaveLength(before + 4)
    })

    test('says in words that a target can not be reached', async ({ fixture: { unreachable } }) => {
      const { caller, url } = await unreachable()
      const answer = await caller.call(callOf(url))
      expect('error' in answer && answer.error.length > 0).toBe(true)
    })
  })
}
