import { makeSendMessages, type MessageId, type SendMessageCommand } from '@boztell/core'
import { aMessageItem, aNamedCustomer, anId, aPhone, aText, storeAccount } from '@boztell/testing'
import { describe, expect, test } from 'vitest'
import { seeded, shuffled, twoProcesses } from './two-processes.ts'

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))
const template = { type: 'template', data: { name: 'order_ready', language: { code: 'id' } } } as const

describe('Two processes that send in groups', () => {
  test.each([1, 2])(
    'lose nothing, double nothing and keep the order of each group (seed %i)',
    async (seed) => {
      const random = seeded(seed)
      const { one, other, pool, expectNoDeadlock } = await twoProcesses()
      const { user } = await storeAccount(one.unitOfWork, { role: 'admin' })
      const customers = times(12, () => aNamedCustomer())
      await one.take(...customers.map((customer) => aMessageItem({ customer })))
      const rooms = await Promise.all(customers.map(async (customer) => (await one.roomOf(customer))!.room))

      const wanted = rooms.flatMap(({ id: roomId }) =>
        times(30, (): SendMessageCommand => ({
          viewer: user,
          userId: user.id,
          id: anId<MessageId>(),
          target: { roomId },
          content: aText(),
        })),
      )
      // Every message is asked for twice, in groups of two different processes at about the same time.
      const halves = [shuffled(random, wanted), shuffled(random, wanted)]
      const groupsOf = (half: readonly SendMessageCommand[]) => times(12, (i) => half.slice(i * 30, (i + 1) * 30))
      const senders = [one, other].map((process) => makeSendMessages(process))
      const phones = times(3, () => aPhone())
      const toPhones = phones.flatMap((to) =>
        times(4, () => ({ ...wanted[0]!, id: anId<MessageId>(), target: { to }, content: template })),
      )
      const writing = customers.map((customer, i) => [one, other][i % 2]!.take(aMessageItem({ customer })))
      const results = await Promise.all([
        ...halves.flatMap((half, i) => groupsOf(half).map((group) => senders[i]!(group))),
        ...toPhones.map((command, i) => senders[i % 2]!([command])),
      ])
      await Promise.all(writing)
      const answers = results.flatMap((result) => result._unsafeUnwrap())
      expect(answers.filter((answer) => answer.isErr())).toEqual([])
      expect(answers).toHaveLength(2 * wanted.length + toPhones.length)

      const { rows: kept } = await pool.query<{ id: MessageId }>(
        'select id from messages where user_id is not null order by seq',
      )
      const sent = [...wanted, ...toPhones].map(({ id }) => id)
      expect(kept.map(({ id }) => id).toSorted()).toEqual(sent.toSorted())
      const { rows: waiting } = await pool.query<{ id: MessageId }>('select message_id as id from outbox order by id')
      expect(waiting.map(({ id }) => id).toSorted()).toEqual(sent.toSorted())
      expect((await pool.query(WRONG_ROOMS)).rows).toEqual([])
      expect((await pool.query('select count(*) from rooms')).rows).toEqual([
        { count: customers.length + phones.length },
      ])
      await expectNoDeadlock()
    },
    20_000,
  )

  test('keep the order of a group within its rooms, while the other one writes there too', async () => {
    const { one, other, pool, expectNoDeadlock } = await twoProcesses()
    const { room, user } = await one.anOpenConversation()
    const aGroup = () =>
      times(20, () => ({
        viewer: user,
        userId: user.id,
        id: anId<MessageId>(),
        target: { roomId: room.id },
        content: aText(),
      }))
    const groups = times(10, aGroup)
    const senders = [one, other].map((process) => makeSendMessages(process))
    const results = await Promise.all(groups.map((group, i) => senders[i % 2]!(group)))
    expect(results.every((result) => result.isOk())).toBe(true)
    const { rows } = await pool.query<{ id: MessageId }>(
      'select id from messages where user_id is not null order by seq',
    )
    const order = rows.map(({ id }) => id)
    for (const group of groups) {
      const start = order.indexOf(group[0]!.id)
      expect(order.slice(start, start + group.length)).toEqual(group.map(({ id }) => id))
    }
    await expectNoDeadlock()
  })
})

/** Rooms whose counters say anything else than their messages. */
const WRONG_ROOMS = `
  select r.id from rooms r
  cross join lateral (
    select count(*) filter (where direction = 'inbound') unread,
      (array_agg(id order by created_at desc, seq desc))[1] last
    from messages m where m.room_id = r.id and content_type <> 'reaction'
  ) told
  where told.unread <> r.unread_count or told.last is distinct from r.last_message_id`
