import { makeSendMessages, type MessageId, type SendMessageCommand, type WebhookItem } from '@boztell/core'
import {
  aBusiness,
  aDelivery,
  aMessageItem,
  aNamedCustomer,
  anEchoItem,
  anId,
  aTemplate,
  aStatusItem,
  aText,
  autoReplySettings,
  aWaMessageId,
  storeAccount,
  storeTemplates,
  stored,
} from '@boztell/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { createPostgresUnitOfWork } from '../src/index.ts'
import { freshDatabase } from './fresh-database.ts'
import { statementsOf as sentBy } from './statement-plans.ts'

let business: ReturnType<typeof aBusiness>
beforeEach(async () => {
  business = aBusiness(createPostgresUnitOfWork(await freshDatabase()))
})

/** Everything that a group may hold, `count` times, about customers old and new. */
const aGroup = async (count: number) => {
  const known = Array.from({ length: count }, () => aMessageItem({ customer: aNamedCustomer() }))
  await business.take(...known)
  const items = known.flatMap(({ customer, waMessageId }): WebhookItem[] => {
    const echo = anEchoItem({ customer })
    return [
      aMessageItem({ customer }),
      aMessageItem({ customer: aNamedCustomer() }),
      aMessageItem({ customer: { ...customer, bsuid: `ID.${crypto.randomUUID()}` } }),
      aMessageItem({ customer, what: { kind: 'edit', targetWaMessageId: waMessageId, content: aText('edited') } }),
      aMessageItem({ customer, content: { type: 'reaction', data: { message_id: waMessageId, emoji: '👍' } } }),
      echo,
      aStatusItem({ waMessageId: echo.waMessageId, status: 'read' }),
      aStatusItem(),
    ]
  })
  return items.map((item) => aDelivery(item))
}

const textsOf = async (work: () => Promise<unknown>): Promise<readonly string[]> =>
  (await sentBy(work)).map(({ text }) => text.trim())

const beginnings = (texts: readonly string[]) => texts.map((text) => text.replaceAll(/[\s"]+/g, ' ').slice(0, 24))

const statementsOf = async (group: Parameters<typeof business.receive>[0]): Promise<readonly string[]> => {
  return textsOf(async () => (await business.receive(group))._unsafeUnwrap())
}

describe('A group of webhooks', () => {
  test('takes the same statements, however many items it has', async () => {
    const few = await statementsOf(await aGroup(1))
    expect(few.length).toBeGreaterThan(15)
    expect(await statementsOf(await aGroup(100))).toEqual(few)
  })

  test('takes the same statements where each room is answered by itself', async () => {
    await stored(business.unitOfWork, ({ settings }) => settings.save('auto_reply', autoReplySettings()))
    const groupOf = (count: number) =>
      Array.from({ length: count }, () => aDelivery(aMessageItem({ customer: aNamedCustomer() })))
    const few = await statementsOf(groupOf(1))
    expect(few.filter((text) => text.startsWith('insert into automatic_replies'))).toHaveLength(1)
    expect(await statementsOf(groupOf(100))).toEqual(few)
  })

  test('takes the same statements while rooms are assigned, however many are opened', async () => {
    const { unitOfWork } = business
    const assigning = { mode: 'round_robin', capacity: 1_000 } as const
    await stored(unitOfWork, ({ settings }) => settings.save('assignment', assigning))
    await storeAccount(unitOfWork)
    const few = await statementsOf(await aGroup(1))
    expect(few.filter((text) => text.startsWith('insert into assignments'))).toHaveLength(1)
    expect(await statementsOf(await aGroup(100))).toEqual(few)
  })

  test('of what comes all the time takes these statements', async () => {
    const { room, user } = await business.anOpenConversation()
    const id = business.ids.newId(business.clock.now()) as Parameters<typeof business.send>[0]['id']
    const said = { viewer: user, userId: user.id, id, target: { roomId: room.id }, content: aText() }
    ;(await business.send(said))._unsafeUnwrap()
    const [customer, waMessageId] = [aNamedCustomer(), aWaMessageId()]
    await business.take(aMessageItem({ customer }))
    const group = (status: 'sent' | 'delivered') => [
      aDelivery(aStatusItem({ messageId: id, waMessageId, status }), aMessageItem({ customer })),
    ]
    // The first of these reads who the customer is, the next remembers.
    await statementsOf(group('sent'))
    const asked = await statementsOf(group('delivered'))
    expect(beginnings(asked)).toEqual([
      'begin isolation level re',
      'select rooms.*, leads.id',
      'select value::text as te',
      'with r as materialized (',
      'select * from message_ch',
      'select id, room_id, stat',
      'update messages set stat',
      'update rooms set phone =',
      'insert into webhook_log ',
      'with locked as materiali',
      'commit',
    ])
  })

  test('of statuses that name our messages looks for them in their own month only', async () => {
    const { room, user } = await business.anOpenConversation()
    const id = business.ids.newId(business.clock.now()) as Parameters<typeof business.send>[0]['id']
    const said = { viewer: user, userId: user.id, id, target: { roomId: room.id }, content: aText() }
    ;(await business.send(said))._unsafeUnwrap()
    const asked = await statementsOf([aDelivery(aStatusItem({ messageId: id, status: 'sent' }))])
    expect(asked.filter((statement) => statement.includes('where wa_message_id = any'))).toEqual([])
  })
})

describe('A group of messages to send', () => {
  test('takes the same statements, however many there are', async () => {
    const sendMessages = makeSendMessages(business)
    const { user: agent } = await storeAccount(business.unitOfWork)
    const aGroupTo = (rooms: readonly Conversation[]) =>
      rooms.flatMap(({ room, user, quoted }): SendMessageCommand[] => {
        const said = { userId: user.id, viewer: user, target: { roomId: room.id }, content: aText() }
        const reaction = { type: 'reaction', data: { message_id: quoted, emoji: '👍' } } as const
        return [
          { ...said, id: anId() },
          { ...said, id: anId(), replyTo: quoted },
          { ...said, id: anId(), content: reaction },
          { ...said, id: anId(), viewer: agent, userId: agent.id },
        ]
      })
    const statementsOfSending = async (rooms: readonly Conversation[]) => {
      const group = aGroupTo(rooms)
      return textsOf(async () => {
        const answers = (await sendMessages(group))._unsafeUnwrap()
        expect(answers.filter((answer) => answer.isOk())).toHaveLength(rooms.length * 3)
      })
    }
    const rooms = await Promise.all(Array.from({ length: 21 }, aConversation))
    const few = await statementsOfSending(rooms.slice(0, 1))
    expect(few.length).toBeGreaterThan(8)
    expect(await statementsOfSending(rooms.slice(1))).toEqual(few)
  })

  test('takes two statements more where there are templates, however many', async () => {
    const sendMessages = makeSendMessages(business)
    const { unitOfWork, number } = business
    const marketing = aTemplate({ category: 'MARKETING', components: [{ type: 'BODY', text: 'Halo' }] })
    await storeTemplates(unitOfWork, number.businessAccountId, [marketing, aTemplate()])
    const { name, language } = marketing
    const template = { type: 'template', data: { name, language: { code: language } } } as const
    const statementsOfSending = (rooms: readonly Conversation[], content: SendMessageCommand['content']) => {
      const said = rooms.map(({ room: { id: roomId }, user }) => ({
        userId: user.id,
        viewer: user,
        target: { roomId },
      }))
      const group = [...said, ...said].map((one) => ({ ...one, id: anId<MessageId>(), content }))
      return textsOf(async () => {
        const answers = (await sendMessages(group))._unsafeUnwrap()
        expect(answers.filter((answer) => answer.isOk())).toHaveLength(group.length)
      })
    }
    const rooms = await Promise.all(Array.from({ length: 11 }, aConversation))
    const texts = beginnings(await statementsOfSending(rooms.slice(0, 1), aText()))
    const few = await statementsOfSending(rooms.slice(0, 1), template)
    expect(beginnings(few).filter((statement) => !texts.includes(statement))).toEqual([
      'select t.*, c.synced_at ',
      'select * from leads wher',
    ])
    expect(await statementsOfSending(rooms.slice(1), template)).toEqual(few)
  })

  test('takes these statements where somebody who sees all rooms sends texts', async () => {
    const { room, user } = await business.anOpenConversation()
    const said = { viewer: user, userId: user.id, id: anId<MessageId>(), target: { roomId: room.id }, content: aText() }
    const asked = await textsOf(async () => (await business.send(said))._unsafeUnwrap())
    expect(beginnings(asked)).toEqual([
      'begin isolation level re',
      'select * from rooms wher',
      'with r as materialized (',
      'update rooms set phone =',
      'select pg_advisory_xact_',
      'with added as ( insert i',
      'with locked as materiali',
      'commit',
    ])
  })
})

const aConversation = async () => {
  const { room, user } = await business.anOpenConversation()
  const quoted = (await business.messagesOf(room))[0]?.message.id ?? anId<MessageId>()
  return { room, user, quoted }
}
type Conversation = Awaited<ReturnType<typeof aConversation>>
