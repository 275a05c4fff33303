import type { Customer, WebhookItem } from '@boztell/core'
import {
  aBusiness,
  aDelivery,
  aMessageItem,
  aNamedCustomer,
  anEchoItem,
  aPoisonedUnitOfWork,
  aStatusItem,
  aText,
  aWaMessageId,
  TEST_NOW,
} from '@boztell/testing'
import type pg from 'pg'
import { describe, expect, test } from 'vitest'
import { seeded, shuffled, twoProcesses } from './two-processes.ts'

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))
const [SEEDS, ROUNDS] = [[1, 2, 3, 4], 6]
type Group = readonly WebhookItem[]
/** What nothing can store. */
const poison = aWaMessageId()

/** One process, as it takes webhooks: every group on the same unit of work, with what that remembers. */
const aProcess = async () => {
  const { one, pool, expectNoDeadlock } = await twoProcesses()
  const { unitOfWork } = one
  const { receive } = aBusiness(aPoisonedUnitOfWork(unitOfWork, poison))
  const take = async (group: Group) => {
    ;(await receive(group.map((item) => aDelivery(item))))._unsafeUnwrap()
  }
  return { pool, take, expectNoDeadlock }
}

/** What two groups may have between them: the same customers, known and new, the same messages, and statuses and edits of these. */
const twoGroups = (random: () => number, known: readonly Customer[], round: number): readonly [Group, Group] => {
  const strangers = times(3, () => aNamedCustomer({ bsuid: `ID.${crypto.randomUUID()}` }))
  const moment = (index: number) => TEST_NOW + round * 10_000 + index * 10
  const said = [...known, ...strangers].flatMap((customer, i) =>
    times(4, (j) => {
      const { bsuid: _, ...byPhone } = customer
      return aMessageItem({ customer: j % 2 === 0 ? customer : byPhone, sentAt: moment(i * 4 + j) })
    }),
  )
  const echoes = known.map((customer, i) => anEchoItem({ customer, sentAt: moment(500 + i) }))
  const statuses = echoes.flatMap(({ waMessageId }) =>
    (['sent', 'delivered', 'read'] as const).map((status, i) =>
      aStatusItem({ waMessageId, messageId: null, status, at: moment(600 + i) }),
    ),
  )
  const early = aStatusItem({ waMessageId: aWaMessageId(), messageId: null, at: moment(700) })
  const edits = said.slice(0, 8).map(({ customer, waMessageId: targetWaMessageId }, i) =>
    aMessageItem({
      customer,
      sentAt: moment(800 + i),
      what: { kind: 'edit', targetWaMessageId, content: aText(`edit ${i.toString()}`) },
    }),
  )
  const reactions = said.slice(4, 12).map(({ customer, waMessageId: message_id }, i) =>
    aMessageItem({
      customer,
      sentAt: moment(900 + i),
      content: { type: 'reaction', data: { message_id, emoji: '👍' } },
    }),
  )
  const items = shuffled(random, [...said, ...echoes, ...statuses, early, ...edits, ...reactions])
  const half = items.length / 2
  // A few come in both.
  const [one, other] = [items.slice(0, half + 6), items.slice(half - 6)]
  return [shuffled(random, one), shuffled(random, other)]
}

/** All that is kept, without what was drawn by chance when it was: the ids of leads and with them those of rooms. */
const keptIn = async ({ pool }: { pool: pg.Pool }) => {
  const read = async (query: string) => (await pool.query<Record<string, unknown>>(query)).rows
  return {
    leads: await read(`select name, phone, wa_id, whatsapp_user_id from leads order by phone, name`),
    identities: await read(`
      select scope, kind, value, phone from lead_identities join leads on leads.id = lead_id order by scope, kind, value`),
    conflicts: await read(`select scope, kind, value from identity_conflicts order by scope, kind, value`),
    rooms: await read(`
      select r.phone, r.status, unread_count, last_message_id, last_message_at, window_expires_at
      from rooms r order by r.phone`),
    messages: await read(`
      select m.id, r.phone, direction, m.status, content, original_content, wa_message_id, sent_at, delivered_at, read_at, edited_at
      from messages m join rooms r on r.id = room_id order by m.id`),
    reactions: await read(`select target_wa_message_id, emoji from message_reactions order by target_wa_message_id`),
    changes: await read(`select target_wa_message_id, kind from message_changes order by id`),
    early: await read(`select wa_message_id, status from pending_statuses order by wa_message_id, status`),
    failures: await read(`select raw::text, error from webhook_failures order by raw::text`),
    bodies: await read(`select sum(cardinality(lengths)) as count from webhook_log`),
  }
}

const knownCustomers = () => times(4, () => aNamedCustomer())
const firstOf = (customers: readonly Customer[]): Group =>
  customers.map((customer) => aMessageItem({ customer, sentAt: TEST_NOW - 1_000 }))

describe('Two groups that one process commits at once', () => {
  test.for(SEEDS)('leave what they would have left one after the other (seed %i)', async (seed) => {
    const random = seeded(seed)
    const known = knownCustomers()
    const first = firstOf(known)
    const rounds = times(ROUNDS, (round) => twoGroups(random, known, round))

    const inTurn = await aProcess()
    await inTurn.take(first)
    for (const [one, other] of rounds) {
      await inTurn.take(one)
      await inTurn.take(other)
    }
    const expected = await keptIn(inTurn)
    expect(expected.rooms).toHaveLength(known.length + ROUNDS * 3)
    await inTurn.expectNoDeadlock()

    const atOnce = await aProcess()
    await atOnce.take(first)
    for (const [one, other] of rounds) await Promise.all([atOnce.take(one), atOnce.take(other)])
    expect(await keptIn(atOnce)).toEqual(expected)
    await atOnce.expectNoDeadlock()
  })

  test.for(['one', 'other'] as const)(
    'leave the same when something in the %s hurts, and it is applied apart meanwhile',
    async (poisoned) => {
      const random = seeded(9)
      const known = knownCustomers()
      const first = firstOf(known)
      const [one, other] = twoGroups(random, known, 0)
      const withPoison = (group: Group, waMessageId: string): Group =>
        shuffled(seeded(3), [...group, aMessageItem({ customer: known[0] ?? {}, waMessageId, sentAt: TEST_NOW + 1 })])

      const groups: readonly [Group, Group] =
        poisoned === 'one' ? [withPoison(one, poison), other] : [one, withPoison(other, poison)]
      const inTurn = await aProcess()
      for (const group of [first, ...groups]) await inTurn.take(group)
      const expected = await keptIn(inTurn)
      expect(expected.failures).toEqual([{ raw: '{"test":true}', error: `Error: poison ${poison}` }])
      await inTurn.expectNoDeadlock()

      const atOnce = await aProcess()
      await atOnce.take(first)
      await Promise.all(groups.map(atOnce.take))
      expect(await keptIn(atOnce)).toEqual(expected)
      await atOnce.expectNoDeadlock()
    },
  )

  test('make one lead of a stranger whom both have looked for before either made them', async () => {
    const { pool, take, expectNoDeadlock } = await aProcess()
    const [known, stranger] = [aNamedCustomer(), aNamedCustomer()]
    await take([aMessageItem({ customer: known })])
    const group = (): Group => [aMessageItem({ customer: known }), aMessageItem({ customer: stranger })]
    // The room of somebody in both is held, so that the first waits for it with the stranger's names locked, and the second for these.
    const holder = await pool.connect()
    await holder.query('begin; select from rooms for update')
    const taken = [take(group()), take(group())]
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    await expect.poll(async () => (await pool.query(waiting)).rowCount).toBe(2)
    await holder.query('rollback')
    holder.release()
    await Promise.all(taken)
    const counted = `select (select count(*) from leads) leads, (select count(*) from messages) messages, (select sum(unread_count) from rooms) unread`
    expect((await pool.query(counted)).rows).toEqual([{ leads: 2, messages: 5, unread: 5 }])
    await expectNoDeadlock()
  })
})
