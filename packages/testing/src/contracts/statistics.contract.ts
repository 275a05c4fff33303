import type { UnitOfWork } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aUserMessage } from '../builders/a-message.ts'
import { anId } from '../builders/an-id.ts'
import { aWebhookFailure } from '../builders/a-webhook-failure.ts'
import { storeConversation } from '../builders/store.ts'
import { storeTest } from './store-test.ts'

export const statisticsContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)

  describe(`${adapter} keeps the Statistics contract`, () => {
    test('counts nothing where nothing is, and then what there is', async ({ unitOfWork, run }) => {
      const tally = () => run(({ statistics }) => statistics.tally())
      expect(await tally()).toEqual({
        outbox: { length: 0, waitingSince: null },
        webhookFailures: 0,
        automaticReplies: { outside_hours: 0, greeting: 0 },
      })

      const [early, late] = [await storeConversation(unitOfWork), await storeConversation(unitOfWork)]
      const put = async ({ room }: typeof early, at: number) => {
        const message = aUserMessage({ roomId: room.id })
        await run(({ messages, outbox }) =>
          messages.append([message]).andThen(() => outbox.put([{ messageId: message.id, roomId: room.id }], at)),
        )
      }
      await put(late, TEST_NOW + 1)
      await put(early, TEST_NOW)
      await put(early, TEST_NOW - 1)
      await run(({ webhookFailures }) => webhookFailures.append([aWebhookFailure()]))
      const reply = { roomId: early.room.id, rule: 'outside_hours', at: TEST_NOW } as const
      await run(({ automaticReplies }) =>
        automaticReplies.append([
          { ...reply, period: 'a', messageId: anId() },
          { ...reply, period: 'b', messageId: anId() },
          { ...reply, rule: 'greeting', period: 'a', messageId: anId() },
        ]),
      )
      expect(await tally()).toEqual({
        outbox: { length: 3, waitingSince: TEST_NOW },
        webhookFailures: 1,
        automaticReplies: { outside_hours: 2, greeting: 1 },
      })
    })
  })
}
