import type { MessageId, UnitOfWork } from '@boztell/core'
import { makeViewMessage, notFound, withChanges } from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aCustomerMessage, aReaction, aRevocation, aText, aUserMessage, anEdit } from '../../builders/a-message.ts'
import { anId } from '../../builders/an-id.ts'
import { stored } from '../../builders/store.ts'
import { storeAssignedRoom } from '../rooms/an-assigned-room.ts'
import { needsOf } from '../users/a-login.ts'

export const viewMessageScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())
    .extend('viewMessage', ({ unitOfWork }) => makeViewMessage(needsOf(unitOfWork)))

  describe(`Viewing a message, on ${adapter}`, () => {
    test('shows it with its reactions to who may see its room', async ({ unitOfWork, viewMessage }) => {
      const { room, admin, supervisor, agent } = await storeAssignedRoom(unitOfWork)
      const message = aCustomerMessage({ roomId: room.id })
      const reaction = aReaction({ roomId: room.id, targetWaMessageId: message.waMessageId!, userId: agent.id })
      await stored(unitOfWork, ({ messages, reactions }) =>
        messages.append([message]).andThen(() => reactions.save([reaction])),
      )

      for (const viewer of [admin, supervisor, agent]) {
        expect(await viewMessage({ viewer, messageId: message.id })).toEqual(
          ok({ message, replyTo: null, reactions: [{ userId: agent.id, emoji: '👍' }], history: [] }),
        )
      }
    })

    test('tells what it said before each change, oldest first', async ({ unitOfWork, viewMessage }) => {
      const { room, agent } = await storeAssignedRoom(unitOfWork)
      const said = aCustomerMessage({ roomId: room.id, content: aText('Harga berpa?') })
      const target = { roomId: room.id, targetWaMessageId: said.waMessageId! }
      const edit = anEdit({ ...target, at: TEST_NOW + 1 }, aText('Harga berapa?'))
      const revocation = aRevocation({ ...target, at: TEST_NOW + 2 })
      const message = withChanges(said, [edit, revocation])
      await stored(unitOfWork, ({ messages, messageChanges }) =>
        messages.append([message]).andThen(() => messageChanges.append([revocation, edit])),
      )

      const view = (await viewMessage({ viewer: agent, messageId: message.id }))._unsafeUnwrap()
      expect(view.history).toEqual([
        { at: TEST_NOW + 1, kind: 'edit', content: aText('Harga berpa?') },
        { at: TEST_NOW + 2, kind: 'revoke', content: aText('Harga berapa?') },
      ])
    })

    test('knows a reaction that an agent sent', async ({ unitOfWork, viewMessage }) => {
      const { room, agent } = await storeAssignedRoom(unitOfWork)
      const content = { type: 'reaction', data: { message_id: 'wamid.target', emoji: '👍' } } as const
      const message = aUserMessage({ roomId: room.id, userId: agent.id, content })
      await stored(unitOfWork, ({ messages }) => messages.append([message]))

      const view = (await viewMessage({ viewer: agent, messageId: message.id }))._unsafeUnwrap()
      expect(view.message).toEqual(message)
    })

    test('knows of no such message for who may not see its room', async ({ unitOfWork, viewMessage }) => {
      const { room, admin, strangers } = await storeAssignedRoom(unitOfWork)
      const message = aCustomerMessage({ roomId: room.id })
      await stored(unitOfWork, ({ messages }) => messages.append([message]))
      const nothing = anId<MessageId>()

      expect(await viewMessage({ viewer: admin, messageId: nothing })).toEqual(err(notFound('message', nothing)))
      for (const viewer of strangers) {
        expect(await viewMessage({ viewer, messageId: message.id })).toEqual(err(notFound('message', message.id)))
      }
    })
  })
}
