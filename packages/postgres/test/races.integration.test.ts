import {
  type Customer,
  makeDeliverMessages,
  type Message,
  type MessageId,
  statusRank,
  type WebhookItem,
} from '@boztell/core'
import {
  aDelivery,
  aMessageItem,
  aNamedCustomer,
  anEchoItem,
  anId,
  aStatusItem,
  aText,
  aWaMessageId,
  stored,
  storeAccount,
  TEST_NOW,
} from '@boztell/testing'
import { describe, expect, test } from 'vitest'
import { aBusyChannel } from './a-busy-channel.ts'
import { seeded, shuffled, twoProcesses } from './two-processes.ts'

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))
const SEEDS = [1, 2, 3]

describe('Two processes at once', () => {
  test('take 20 copies of one webhook as one', async () => {
    const { one, other, expectNoDeadlock } = await twoProcesses()
    const customer = aNamedCustomer()
    const delivery = aDelivery(...times(5, () => aMessageItem({ customer })), aStatusItem(), aStatusItem())
    const taken = await Promise.all(times(20, (i) => (i % 2 === 0 ? one : other).receive([delivery])))
    expect(taken.every((result) => result.isOk())).toBe(true)
    const view = await one.roomOf(customer)
    expect(view?.room.unreadCount).toBe(5)
    expect(await one.messagesOf(view!.room)).toHaveLength(5)
    await expectNoDeadlock()
  })

  test('make one lead and one room of 20 first messages, under whichever of its names the customer comes', async () => {
    const { one, other, pool, expectNoDeadlock } = await twoProcesses()
    const customer = aNamedCustomer({ bsuid: `ID.${crypto.randomUUID()}` })
    const { bsuid: _bsuid, ...byPhone } = customer
    const items = times(20, (i) => aMessageItem({ customer: i % 3 === 0 ? byPhone : customer, sentAt: TEST_NOW + i }))
    await Promise.all(items.map((item, i) => (i % 2 === 0 ? one : other).take(item)))
    const { rows } = await pool.query('select (select count(*) from leads) leads, (select count(*) from rooms) rooms')
    expect(rows).toEqual([{ leads: 1, rooms: 1 }])
    const view = await one.roomOf(customer)
    expect(view?.room).toMatchObject({ unreadCount: 20, lastMessageAt: TEST_NOW + 19 })
    await expectNoDeadlock()
  })

  test('make no lead that nobody can find again when a customer uses a new name in both', async () => {
    const { one, other, pool, expectNoDeadlock } = await twoProcesses()
    const customers = times(25, () => aNamedCustomer({ bsuid: `ID.${crypto.randomUUID()}` }))
    await Promise.all(customers.map(({ bsuid: _, ...known }) => one.take(aMessageItem({ customer: known }))))
    for (const customer of customers) {
      const { waId: _waId, ...byBsuid } = customer
      await Promise.all([one.take(aMessageItem({ customer })), other.take(aMessageItem({ customer: byBsuid }))])
    }
    const nameless = 'select id from leads where not exists (select from lead_identities where lead_id = leads.id)'
    expect((await pool.query(nameless)).rows).toEqual([])
    expect((await pool.query('select sum(unread_count) from rooms')).rows).toEqual([{ sum: 75 }])
    await expectNoDeadlock()
  })

  test('lose no status that meets the message it is about', async () => {
    const { one, other, pool, expectNoDeadlock } = await twoProcesses()
    const customer = aNamedCustomer()
    await one.take(aMessageItem({ customer }))
    for (let i = 0; i < 40; i += 1) {
      const echo = anEchoItem({ customer })
      const { waMessageId } = echo
      await Promise.all([one.take(echo), other.take(aStatusItem({ waMessageId, messageId: null, status: 'read' }))])
    }
    const { rows } = await pool.query(`select status, count(*) from messages where user_id is not null group by 1`)
    expect(rows).toEqual([{ status: 'read', count: 40 }])
    await expectNoDeadlock()
  })

  test('change a user to whom the other gives a room, and wait for nothing', async () => {
    const { one, other, expectNoDeadlock } = await twoProcesses()
    const { room } = await one.anOpenConversation()
    const account = await storeAccount(one.unitOfWork)
    const participation = { roomId: room.id, userId: account.user.id }
    const changed = { ...account, user: { ...account.user, availability: 'away' } } as const
    await stored(one.unitOfWork, ({ participants }) =>
      participants
        .add([{ ...participation, at: TEST_NOW }])
        .andThen(() => other.unitOfWork.run(({ users }) => users.save(changed)))
        .andThen(() => participants.remove([participation])),
    )
    expect(await stored(one.unitOfWork, ({ users }) => users.find(account.user.id))).toEqual(changed)
    await expectNoDeadlock()
  })

  test('lock more names at once than the server has room for locks', async () => {
    const { one, expectNoDeadlock } = await twoProcesses()
    const identities = times(50_000, (i) => ({ scope: 'test', kind: 'wa_id', value: i.toString() }) as const)
    expect((await one.unitOfWork.run(({ leads }) => leads.lockIdentities(identities))).isOk()).toBe(true)
    await expectNoDeadlock()
  })

  test('park the same early statuses in whatever order', async () => {
    const random = seeded(1)
    const { one, other, pool, expectNoDeadlock } = await twoProcesses()
    const early = times(1_000, () => aStatusItem())
    const groups = times(12, () => shuffled(random, early))
    const taken = await Promise.all(
      groups.map((group, i) => (i % 2 === 0 ? one : other).receive([aDelivery(...group)])),
    )
    expect(taken.filter((result) => result.isErr())).toEqual([])
    expect((await pool.query('select count(*) from pending_statuses')).rows).toEqual([{ count: 1_000 }])
    await expectNoDeadlock()
  })

  test.each(SEEDS)(
    'keep every fact of a crowd of groups, sends, retries and deliveries (seed %i)',
    async (seed) => {
      const random = seeded(seed)
      const pick = <T>(things: readonly T[]): T => things[Math.floor(random() * things.length)]!
      const { one, other, pool, expectNoDeadlock } = await twoProcesses()
      const { channel, accepted, overlaps } = aBusyChannel(random)
      const { user } = await storeAccount(one.unitOfWork, { role: 'admin' })
      const customers = times(8, () => aNamedCustomer())
      const known = customers.slice(0, 5)
      await one.take(...known.map((customer) => aMessageItem({ customer, sentAt: TEST_NOW - 1_000 })))
      const rooms = await Promise.all(known.map(async (customer) => (await one.roomOf(customer))!.room))

      const say = async (process: typeof one, roomId = pick(rooms).id) => {
        const id = anId<MessageId>()
        const said = { viewer: user, userId: user.id, id, target: { roomId }, content: aText() }
        const result = await process.send(said)
        return result.map(() => id)
      }
      const outgoing = (await Promise.all(times(20, () => say(one)))).map((result) => result._unsafeUnwrap())
      const failing = outgoing.slice(0, 6)
      const reported = outgoing.slice(6)
      const calm = makeDeliverMessages({ ...one, channel })
      ;(await calm())._unsafeUnwrap()
      const named = await stored(one.unitOfWork, ({ messages }) => messages.find(outgoing.map((id) => ({ id }))))
      const waIdOf = new Map(named.map(({ id, waMessageId }) => [id, waMessageId!]))
      await one.take(...failing.map((id) => statusOf(waIdOf.get(id)!, 'failed', id)))

      const items = aCrowd(random, customers, reported, waIdOf)
      const groups = times(16, () => shuffled(random, items).slice(0, 40))
      const rest = items.filter((item) => !groups.some((group) => group.includes(item)))
      const processes = [one, other]
      const later: MessageId[] = []
      const tasks = [
        ...[...groups, rest].map((group) => () => pick(processes).receive(group.map((item) => aDelivery(item)))),
        ...times(20, () => () => say(pick(processes)).then((result) => result.map((id) => later.push(id)))),
        ...failing.flatMap((messageId) => times(2, () => () => pick(processes).retry({ viewer: user, messageId }))),
        ...times(20, () => () => makeDeliverMessages({ ...pick(processes), channel })()),
        ...customers.flatMap(({ waId }) =>
          times(2, () => () => pick(processes).openRoom({ viewer: user, phone: `+${waId!}`, name: 'ignored' })),
        ),
        ...times(6, () => () => pick(processes).recoverStuck()),
      ]
      const results = await Promise.all(shuffled(random, tasks).map((task) => task()))
      const errors = results.flatMap((result): string[] => (result.isErr() ? [result.error.type] : []))
      expect(errors.filter((type) => type !== 'not_retryable')).toEqual([])
      expect(errors).toHaveLength(failing.length)
      ;(await calm())._unsafeUnwrap()

      expect((await pool.query('select error from webhook_failures')).rows).toEqual([])
      expect((await pool.query(COUNTS)).rows).toEqual([{ leads: 8, rooms: 8, waiting: 0 }])
      expect((await pool.query(WRONG_ROOMS)).rows).toEqual([])
      const said = items.filter((item) => item.kind === 'message' || item.kind === 'echo')
      const { rows: kept } = await pool.query<{ wa: string; direction: string; content: { body?: string } }>(
        'select wa_message_id wa, direction, content from messages',
      )
      for (const item of said) {
        if (item.what.kind !== 'content') continue
        const found = kept.filter(({ wa }) => wa === item.waMessageId)
        expect(found.map(({ direction }) => direction)).toEqual([item.kind === 'message' ? 'inbound' : 'outbound'])
      }
      for (const { what } of said)
        if (what.kind === 'edit')
          expect(kept.find(({ wa }) => wa === what.targetWaMessageId)?.content).toEqual(what.content.data)
      expect(await wrongStatuses(one, items)).toEqual([])
      // Each was accepted once, a retried one twice.
      expect(accepted.toSorted()).toEqual([...outgoing, ...failing, ...later].toSorted())
      expect(overlaps).toEqual([])
      const order = (await pool.query<{ id: MessageId }>('select id from messages order by seq')).rows.map(
        ({ id }) => id,
      )
      for (const { id } of rooms) {
        const { rows } = await pool.query<{ id: MessageId }>('select id from messages where room_id = $1', [id])
        const ofRoom = accepted.filter((sent) => later.includes(sent) && rows.some((row) => row.id === sent))
        expect(ofRoom).toEqual(order.filter((sent) => ofRoom.includes(sent)))
      }
      await expectNoDeadlock()
    },
    20_000,
  )
})

const statusOf = (waMessageId: string, status: 'sent' | 'delivered' | 'read' | 'failed', messageId: MessageId | null) =>
  aStatusItem({ waMessageId, status, messageId })

/** What WhatsApp may tell of these customers and messages; every item may come more than once and in any order. */
const aCrowd = (
  random: () => number,
  customers: readonly Customer[],
  outgoing: readonly MessageId[],
  waIdOf: ReadonlyMap<MessageId, string>,
): readonly WebhookItem[] => {
  const said = customers.flatMap((customer) =>
    times(6, (i) => aMessageItem({ customer, sentAt: TEST_NOW + Math.floor(random() * 3) * 1_000 + i })),
  )
  const echoes = customers.map((customer) => anEchoItem({ customer }))
  const edits = said.map(({ customer, waMessageId: targetWaMessageId }, i) =>
    aMessageItem({ customer, what: { kind: 'edit', targetWaMessageId, content: aText(`edit ${i.toString()}`) } }),
  )
  const reactions = said.map(({ customer, waMessageId: message_id }) =>
    aMessageItem({ customer, content: { type: 'reaction', data: { message_id, emoji: '👍' } } }),
  )
  const statuses = outgoing.flatMap((id, i) =>
    (['sent', 'delivered', 'read'] as const)
      .slice(0, 1 + (i % 3))
      .map((status) => statusOf(waIdOf.get(id)!, status, i % 2 === 0 ? id : null)),
  )
  const ofEchoes = echoes.map(({ waMessageId }) => statusOf(waMessageId, 'read', null))
  const strangers = times(60, () => aStatusItem({ waMessageId: aWaMessageId(), status: 'sent' }))
  return [...said, ...echoes, ...edits, ...reactions, ...statuses, ...ofEchoes, ...strangers]
}

const wrongStatuses = async (
  { unitOfWork }: Awaited<ReturnType<typeof twoProcesses>>['one'],
  items: readonly WebhookItem[],
): Promise<readonly Message[]> => {
  const highest = new Map<string, number>()
  for (const item of items)
    if (item.kind === 'status') {
      const { waMessageId, status } = item.report
      highest.set(waMessageId, Math.max(statusRank[status], highest.get(waMessageId) ?? 0))
    }
  const found = await stored(unitOfWork, ({ messages }) =>
    messages.find([...highest.keys()].map((waMessageId) => ({ waMessageId }))),
  )
  expect(found.length).toBeGreaterThan(20)
  return found.filter(
    ({ status, waMessageId }) => status === 'received' || statusRank[status] !== highest.get(waMessageId ?? ''),
  )
}

const COUNTS = `
  select (select count(*) from leads) leads, (select count(*) from rooms) rooms, (select count(*) from outbox) waiting`

/** Rooms whose counters say anything else than their messages. */
const WRONG_ROOMS = `
  select r.id from rooms r
  cross join lateral (
    select count(*) filter (where direction = 'inbound') unread,
      (array_agg(id order by created_at desc, seq desc))[1] last
    from messages m where m.room_id = r.id and content_type <> 'reaction'
  ) told
  where told.unread <> r.unread_count or told.last is distinct from r.last_message_id`
