import type { Stores, UnitOfWork } from '@boztell/core'
import { err, errAsync } from 'neverthrow'
import { describe, expect, test as base } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aUserMessage } from '../builders/a-message.ts'
import { storeConversation, stored } from '../builders/store.ts'

/** An outbox and how often it has let workers know of something. */
export type OutboxNews = Readonly<{ unitOfWork: UnitOfWork; notifications(): Promise<number> }>

export const outboxNewsContract = (adapter: string, makeOutbox: () => Promise<OutboxNews>): void => {
  const test = base.extend('news', { scope: 'file' }, () => makeOutbox())

  describe(`${adapter} lets workers know of an Outbox`, () => {
    test('when something is put into an empty line, and not when the work fails', async ({ news }) => {
      const { unitOfWork, notifications } = news
      const before = await notifications()
      const { room } = await storeConversation(unitOfWork)
      const message = aUserMessage({ roomId: room.id })
      const putting = ({ outbox, messages }: Stores) =>
        messages.append([message]).andThen(() => outbox.put([{ messageId: message.id, roomId: room.id }], TEST_NOW))
      const failed = await unitOfWork.run((stores) => putting(stores).andThen(() => errAsync('no')))
      expect(failed).toEqual(err('no'))
      await stored(unitOfWork, putting)
      await expect.poll(notifications).toBeGreaterThan(before)
      expect(await notifications()).toBe(before + 1)
    })
  })
}
