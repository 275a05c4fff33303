import type { MessageId, RoomId, UnitOfWork } from '@boztell/core'
import { TEST_NOW } from './a-clock.ts'
import { aUserMessage } from './a-message.ts'
import { storeConversation, stored } from './store.ts'

type Line = Readonly<{ phoneNumberId: string; roomId: RoomId; messageIds: readonly MessageId[] }>

/** Meta's id of a business number that nobody else has. */
export const aNumber = (): string => Math.random().toString().slice(2, 17)

/** A room with so many queued messages, of a number of its own unless told. */
export const aLine = async (unitOfWork: UnitOfWork, length = 1, phoneNumberId = aNumber()): Promise<Line> => {
  const { room } = await storeConversation(unitOfWork, { phoneNumberId })
  const queued = Array.from({ length }, () => aUserMessage({ roomId: room.id }))
  const entries = queued.map(({ id }) => ({ messageId: id, roomId: room.id }))
  await stored(unitOfWork, ({ outbox, messages }) =>
    messages.append(queued).andThen(() => outbox.put(entries, TEST_NOW)),
  )
  return { phoneNumberId, roomId: room.id, messageIds: entries.map(({ messageId }) => messageId) }
}
