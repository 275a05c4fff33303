import {
  DAY,
  makeSendMessages,
  type MessageId,
  type RoomId,
  type SendMessageCommand,
  type UnitOfWork,
} from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aText } from '../../builders/a-message.ts'
import { anId } from '../../builders/an-id.ts'
import { stored, storeAccount, storeConversation } from '../../builders/store.ts'
import { aPhone } from '../../builders/whatsapp-names.ts'

const template = { type: 'template', data: { name: 'order_ready', language: { code: 'id' } } } as const
const idOf = ({ id }: Readonly<{ id: MessageId }>) => id

export const sendMessageGroupsScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: send messages in a group`, () => {
    const open = async () => {
      const business = aBusiness(await makeUnitOfWork())
      const { unitOfWork } = business
      const { user: admin } = await storeAccount(unitOfWork, { role: 'admin' })
      const sendMessages = makeSendMessages(business)
      const send = async (...group: readonly SendMessageCommand[]) => (await sendMessages(group))._unsafeUnwrap()
      return {
        ...business,
        send,
        /** What became of each: its status, or the type of the error. */
        outcomes: async (...group: readonly SendMessageCommand[]) =>
          (await send(...group)).map((answer) => (answer.isOk() ? answer.value.message.status : answer.error.type)),
        command: (target: SendMessageCommand['target'], overrides: Partial<SendMessageCommand> = {}) => {
          const viewer = overrides.viewer ?? admin
          return { viewer, userId: viewer.id, id: anId<MessageId>(), target, content: aText(), ...overrides }
        },
        /** Delivers what waits; answers what has gone out of the room's line since the last time, in that order. */
        takeLine: async (roomId: RoomId) => {
          ;(await business.deliver())._unsafeUnwrap()
          const sent = business.sent.map(({ id }) => id)
          const found = await stored(unitOfWork, ({ messages }) => messages.find(sent.map((id) => ({ id }))))
          const ofRoom = new Set(found.filter((message) => message.roomId === roomId).map(({ id }) => id))
          business.sent.splice(0, Infinity, ...business.sent.filter(({ id }) => !ofRoom.has(id)))
          return sent.filter((id) => ofRoom.has(id))
        },
      }
    }

    test('one that is refused leaves the others alone and nothing behind', async () => {
      const { outcomes, command, messagesOf, takeLine, unitOfWork, anOpenConversation } = await open()
      const { room, user: agent } = await anOpenConversation({ role: 'agent' })
      const { room: late } = await storeConversation(unitOfWork, { windowExpiresAt: TEST_NOW })
      const to = { roomId: room.id }
      const [first, last] = [command(to), command(to)]
      const allowed = command({ roomId: late.id }, { content: template })
      const became = await outcomes(
        command(to, { userId: null }),
        first,
        command(to, { userId: anId() }),
        command(to, { viewer: agent, userId: agent.id }),
        command({ roomId: anId() }),
        command({ roomId: late.id }),
        allowed,
        command(to, { replyTo: anId<MessageId>() }),
        last,
      )
      expect(became).toEqual([
        'user_id_required',
        'queued',
        'user_id_mismatch',
        'not_found',
        'not_found',
        'outside_service_window',
        'queued',
        'validation_failed',
        'queued',
      ])
      expect((await messagesOf(room)).length + (await messagesOf(late)).length).toBe(1 + 3)
      expect(await takeLine(room.id)).toEqual([first.id, last.id])
      expect(await takeLine(late.id)).toEqual([allowed.id])
    })

    test('those of one room keep the order of the group, whatever others are between them', async () => {
      const { outcomes, command, messagesOf, roomOf, takeLine, anOpenConversation } = await open()
      const [one, other] = [await anOpenConversation(), await anOpenConversation()]
      const group = [one, other, one, other, other, one].map(({ room }) => ({ room, ...command({ roomId: room.id }) }))
      expect(new Set(await outcomes(...group))).toEqual(new Set(['queued']))
      for (const { room, customer } of [one, other]) {
        const said = group.filter((wanted) => wanted.room === room).map(idOf)
        const views = (await messagesOf(room)).map(({ message }) => idOf(message))
        expect(views.toReversed().slice(1)).toEqual(said)
        expect((await roomOf(customer))?.room).toMatchObject({ lastMessageId: said.at(-1), unreadCount: 1 })
        expect(await takeLine(room.id)).toEqual(said)
      }
    })

    test('each viewer sees the rooms that are theirs', async () => {
      const { outcomes, command, unitOfWork, anOpenConversation } = await open()
      const [ayu, budi] = [await anOpenConversation({ role: 'agent' }), await anOpenConversation({ role: 'agent' })]
      for (const { room, user } of [ayu, budi])
        await stored(unitOfWork, ({ participants }) =>
          participants.add([{ roomId: room.id, userId: user.id, at: TEST_NOW }]),
        )
      const group = [ayu, budi].flatMap(({ user }) =>
        [ayu, budi].map(({ room }) => command({ roomId: room.id }, { viewer: user })),
      )
      expect(await outcomes(...group)).toEqual(['queued', 'not_found', 'not_found', 'queued'])
    })

    test('one that comes twice is sent once, and both hear of it', async () => {
      const { send, command, takeLine, anOpenConversation } = await open()
      const { room } = await anOpenConversation()
      const [wanted, next] = [command({ roomId: room.id }), command({ roomId: room.id })]
      const again = { ...wanted, content: aText('Something else') }
      const heard = [...(await send(wanted, again)), ...(await send(next, again))]
      expect(heard.map((answer) => answer._unsafeUnwrap().message.id)).toEqual([
        wanted.id,
        wanted.id,
        next.id,
        wanted.id,
      ])
      expect(heard.map((answer) => answer._unsafeUnwrap().message.content)).not.toContainEqual(again.content)
      expect(await takeLine(room.id)).toEqual([wanted.id, next.id])
    })

    test('one that was sent before is answered as it is now, even if it could not be sent any more', async () => {
      const { outcomes, command, takeLine, clock, anOpenConversation } = await open()
      const { room } = await anOpenConversation()
      const wanted = command({ roomId: room.id })
      expect(await outcomes(wanted)).toEqual(['queued'])
      expect(await takeLine(room.id)).toEqual([wanted.id])
      expect(await outcomes(wanted)).toEqual(['accepted'])
      expect(await takeLine(room.id)).toEqual([])
      clock.advance(DAY)
      expect(await outcomes(wanted, command({ roomId: room.id }))).toEqual(['accepted', 'outside_service_window'])
      expect(await takeLine(room.id)).toEqual([])
    })

    test('a reaction goes with texts, and a text may quote the one before it', async () => {
      const { send, command, messagesOf, takeLine, anOpenConversation } = await open()
      const { room, said } = await anOpenConversation()
      const target = (await messagesOf(room))[0]?.message.id ?? anId()
      const to = { roomId: room.id }
      const text = command(to)
      const reaction = command(to, { content: { type: 'reaction', data: { message_id: target, emoji: '❤️' } } })
      const quoting = command(to, { replyTo: text.id })
      const answers = (await send(text, reaction, quoting)).map((answer) => answer._unsafeUnwrap().message)
      expect(answers[1]?.content.data).toEqual({ message_id: said.waMessageId, emoji: '❤️' })
      expect(answers[2]?.replyTo).toBe(text.id)
      const views = await messagesOf(room)
      expect(views.map(({ message }) => message.id)).toEqual([quoting.id, text.id, target])
      expect(views.at(-1)?.reactions).toHaveLength(1)
      expect(await takeLine(room.id)).toEqual([text.id, reaction.id, quoting.id])
    })

    test('who writes to a phone is answered in their place, and leaves nothing if refused', async () => {
      const { send, command, unitOfWork, number, anOpenConversation } = await open()
      const { room } = await anOpenConversation()
      const [fresh, refused] = [aPhone(), aPhone()]
      const group = [
        command({ to: refused }),
        command({ roomId: room.id }),
        command({ to: fresh }, { content: template }),
        command({ to: 'nobody' }),
        command({ roomId: room.id }),
      ]
      const answers = await send(...group)
      const kept = answers.map((answer) => (answer.isOk() ? answer.value.message.id : answer.error.type))
      expect(kept).toEqual(['outside_service_window', group[1]?.id, group[2]?.id, 'validation_failed', group[4]?.id])
      const scope = number.businessAccountId
      const identities = [fresh, refused].map((phone) => ({ scope, kind: 'phone', value: phone.slice(1) }) as const)
      const owners = await stored(unitOfWork, ({ leads }) => leads.owners(identities))
      expect(owners.map(({ value }) => value)).toEqual([fresh.slice(1)])
    })

    test('an empty one has no answers', async () => {
      const { send } = await open()
      expect(await send()).toEqual([])
    })
  })
}
