import {
  makeAddParticipant,
  makeAssignRooms,
  makeClaimReviewItem,
  makeReleaseReviewItem,
  makeUpdateProfile,
  makeUpdateRoom,
  type ReviewItemId,
  type RoomId,
  thenAssign,
  type User,
} from '@boztell/core'
import { aMessageItem, aNamedCustomer, storeAccount, stored, testCredentials } from '@boztell/testing'
import { err, Err, ok, type ResultAsync } from 'neverthrow'
import { describe, expect, test } from 'vitest'
import { seeded, shuffled, twoProcesses } from './two-processes.ts'

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))

/** That somebody else was faster is no failure. */
const orTooLate = (done: ResultAsync<unknown, Readonly<{ type: string }>>): ResultAsync<unknown, unknown> =>
  done.orElse((error) => (error.type.startsWith('already_') || error.type === 'forbidden' ? ok() : err(error)))

type Task = () => Promise<unknown> | ResultAsync<unknown, unknown>

/** So many at a time: more would wait too long for a connection, on a machine that is busy. */
const atMost = async (count: number, tasks: readonly Task[]): Promise<void> => {
  const rest = tasks.values()
  const work = async () => {
    for (const task of rest) {
      const done: unknown = await task()
      if (done instanceof Err) throw new Error(JSON.stringify(done.error))
    }
  }
  await Promise.all(times(count, work))
}

/** Two processes of a business that assigns, and its agents. */
const aTeam = async (capacity: number, agents: number, availability: User['availability'] = 'online') => {
  const processes = await twoProcesses()
  const { one, other, pool } = processes
  await pool.query(NUMBER_THE_ENDS)
  await stored(one.unitOfWork, ({ settings }) => settings.save('assignment', { mode: 'round_robin', capacity }))
  const team = await Promise.all(times(agents, async () => (await storeAccount(one.unitOfWork, { availability })).user))
  const { user: admin } = await storeAccount(one.unitOfWork, { role: 'admin' })
  const both = [one, other].map((business) => {
    const assignRooms = makeAssignRooms(business)
    return {
      business,
      assignRooms,
      updateProfile: thenAssign(makeUpdateProfile({ ...business, credentials: testCredentials }), assignRooms),
      updateRoom: thenAssign(makeUpdateRoom(business), assignRooms),
      claim: makeClaimReviewItem(business),
      release: thenAssign(makeReleaseReviewItem(business), assignRooms),
      add: makeAddParticipant(business),
    }
  })
  const rows = async <T extends object>(query: string): Promise<readonly T[]> => (await pool.query<T>(query)).rows
  return {
    ...processes,
    both,
    team,
    admin,
    rows,
    /** How many rooms each agent has, fewest first. */
    loads: async () => {
      const counted = await rows<{ user_id: string; count: number }>(
        `select user_id, count(*) from room_participants join rooms on rooms.id = room_id where status = 'open' group by 1`,
      )
      return team.map(({ id }) => counted.find(({ user_id }) => user_id === id)?.count ?? 0).toSorted((a, b) => a - b)
    },
    /** Nothing contradicts anything else, whatever happened. */
    expectOrder: async () => {
      expect(await rows(WRONG_ASSIGNMENTS)).toEqual([])
      expect(await rows(ROOMS_OF_NOBODY)).toEqual([])
    },
  }
}

/** What has not ended and what takes part in open rooms are the same. */
const WRONG_ASSIGNMENTS = `
  (select room_id, user_id from assignments where ended_at is null
   except select room_id, user_id from room_participants join rooms on rooms.id = room_id where status = 'open')
  union all
  (select room_id, user_id from room_participants join rooms on rooms.id = room_id where status = 'open'
   except select room_id, user_id from assignments where ended_at is null)`

/** Each open room has somebody, or waits for somebody, or somebody looks after it. */
const ROOMS_OF_NOBODY = `
  select id from rooms where status = 'open'
    and not exists (select from room_participants where room_id = rooms.id)
    and not exists (
      select from review_queue q where q.room_id = rooms.id and reason = 'no_agent_available' and q.status <> 'resolved'
    )`

/** Ends are numbered with the ids of what begins: times would not do, for clocks are read before locks are had. */
const NUMBER_THE_ENDS = `
  alter table assignments add column if not exists end_id bigint;
  create or replace function number_end() returns trigger language plpgsql as
    $$ begin new.end_id := nextval(pg_get_serial_sequence('assignments', 'id')); return new; end $$;
  create or replace trigger number_end before update on assignments for each row execute function number_end();`

describe('Two processes that assign rooms', () => {
  test('give 50 rooms that come at once to 5 agents, 10 each, each to one', async () => {
    const { both, loads, rows, expectOrder, expectNoDeadlock } = await aTeam(10, 5)
    await atMost(
      8,
      times(50, (i) => () => both[i % 2]!.business.take(aMessageItem({ customer: aNamedCustomer() }))),
    )

    expect(await loads()).toEqual([10, 10, 10, 10, 10])
    expect(await rows('select room_id from room_participants group by 1 having count(*) > 1')).toEqual([])
    expect(await rows('select * from review_queue')).toEqual([])
    await expectOrder()
    await expectNoDeadlock()
  })

  test('never give more than the capacity, also while agents come, and give all that they can take', async () => {
    const { both, team, loads, rows, expectOrder, expectNoDeadlock } = await aTeam(4, 5, 'away')
    const comes = team.map(
      (viewer, i) => () => both[i % 2]!.updateProfile({ viewer, token: '', availability: 'online' }),
    )
    const write = times(50, (i) => () => both[i % 2]!.business.take(aMessageItem({ customer: aNamedCustomer() })))
    await atMost(8, shuffled(seeded(1), [...comes, ...write]))
    await atMost(
      2,
      both.map(({ assignRooms }) => assignRooms),
    )

    expect(await loads()).toEqual([4, 4, 4, 4, 4])
    expect(await rows("select count(*) from review_queue where status = 'open'")).toEqual([{ count: 30 }])
    await expectOrder()
    await expectNoDeadlock()
  })

  test.each([1, 2, 3])(
    'keep the capacity and lose no room while people join, claim, release, close, go and come (seed %i)',
    async (seed) => {
      const random = seeded(seed)
      const pick = <T>(things: readonly T[]): T => things[Math.floor(random() * things.length)]!
      const capacity = 3
      const { both, team, admin, rows, expectOrder, expectNoDeadlock } = await aTeam(capacity, 5)
      const customers = times(12, () => aNamedCustomer())
      await both[0]!.business.take(...customers.map((customer) => aMessageItem({ customer })))
      const roomIds = (await rows<{ id: RoomId }>('select id from rooms')).map(({ id }) => id)

      const itemId = async (status: string): Promise<ReviewItemId | undefined> => {
        const items = await rows<{ id: ReviewItemId }>(`select id from review_queue where status = '${status}'`)
        return items.length === 0 ? undefined : pick(items).id
      }
      const claim = async () => {
        const id = await itemId('open')
        return id && orTooLate(pick(both).claim({ viewer: pick(team), itemId: id }))
      }
      const release = async () => {
        const id = await itemId('claimed')
        return id && orTooLate(pick(both).release({ viewer: admin, itemId: id }))
      }
      const tasks = [
        ...times(20, () => claim),
        ...times(20, () => release),
        ...times(40, () => () => pick(both).business.take(aMessageItem({ customer: aNamedCustomer() }))),
        ...times(30, () => () => pick(both).business.take(aMessageItem({ customer: pick(customers) }))),
        ...times(
          20,
          () => () => pick(both).updateRoom({ viewer: admin, roomId: pick(roomIds), status: pick(['closed', 'open']) }),
        ),
        ...times(
          40,
          () => () =>
            pick(both).updateProfile({ viewer: pick(team), token: '', availability: pick(['online', 'away']) }),
        ),
        ...times(5, () => () => pick(both).add({ viewer: admin, roomId: pick(roomIds), userId: pick(team).id })),
        ...times(10, () => () => pick(both).assignRooms()),
      ]
      await atMost(8, shuffled(random, tasks))

      await expectOrder()
      await expectNoDeadlock()
      expect(await rows(`select ${OVERBOOKED}`.replaceAll('$capacity', String(capacity)))).toEqual([{ count: 0 }])
    },
    30_000,
  )
})

/** Rooms that came by themselves to somebody who had as many as they may have, at that moment in the history. */
const OVERBOOKED = `
  count(*) from assignments given
  where reason in ('last_agent', 'round_robin', 'least_busy') and (
    select count(*) from assignments had where had.user_id = given.user_id and had.id < given.id
      and (had.end_id is null or had.end_id > given.id)
  ) >= $capacity`
