import type { Account, DomainEvent, EventBatch, RoomId, Stored, Stores, UnitOfWork } from '@boztell/core'
import { roomCreated, roomUpdated } from '@boztell/core'
import { err, errAsync, ok, safeTry } from 'neverthrow'
import { describe, expect, test as base } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { anId } from '../builders/an-id.ts'
import { storeAccount, storeConversation, stored } from '../builders/store.ts'
import { dawdle, times } from './store-test.ts'

/** A log, and how often whoever listens was told of it. */
export type EventLogFixture = Readonly<{ unitOfWork: UnitOfWork; notifications(): Promise<number> }>

export const eventLogContract = (adapter: string, makeEventLog: () => Promise<EventLogFixture>): void => {
  const test = base
    .extend('log', { scope: 'file' }, () => makeEventLog())
    .extend('unitOfWork', ({ log }) => log.unitOfWork)
    .extend(
      'last',
      ({ unitOfWork }) =>
        async () =>
          (await stored(unitOfWork, ({ events }) => events.ends())).last,
    )
    .extend(
      'append',
      ({ unitOfWork }) =>
        (...events: readonly DomainEvent[]) =>
          stored(unitOfWork, (stores) => stores.events.append(events, TEST_NOW)),
    )
    .extend(
      'after',
      ({ unitOfWork }) =>
        (batch: number, limit = 100): Promise<readonly EventBatch[]> =>
          stored(unitOfWork, ({ events }) => events.after(batch, limit).map(({ batches }) => batches)),
    )

  describe(`${adapter} keeps the EventLog contract`, () => {
    test('keeps the events of a unit of work as one batch, in their order', async ({ unitOfWork, last, after }) => {
      const before = await last()
      const [a, b, c] = times(3, () => roomCreated(anId<RoomId>()))
      await stored(unitOfWork, ({ events }) =>
        events.append([a!, b!], TEST_NOW).andThen(() => events.append([c!], TEST_NOW + 1)),
      )
      expect(await after(before)).toEqual([{ id: await last(), at: TEST_NOW, events: [a, b, c] }])
    })

    test('tells its ends beside batches, and where there are none', async ({ unitOfWork, append, last }) => {
      const before = await last()
      await append(roomCreated(anId<RoomId>()))
      const ends = await stored(unitOfWork, ({ events }) => events.ends())
      expect(ends.last).toBeGreaterThan(before)
      const look = (batch: number) => stored(unitOfWork, ({ events }) => events.after(batch, 100))
      expect(await look(before)).toMatchObject({ ...ends, batches: [{ id: ends.last }] })
      expect(await look(ends.last)).toEqual({ ...ends, batches: [] })
      expect(await stored(unitOfWork, ({ events }) => events.after(before, 0))).toEqual({ ...ends, batches: [] })
    })

    test('has no batch of a unit of work that wrote nothing', async ({ append, last }) => {
      const before = await last()
      await append()
      expect(await last()).toBe(before)
    })

    test('keeps nothing of work that fails', async ({ unitOfWork, last }) => {
      const before = await last()
      const failed = await unitOfWork.run(({ events }) =>
        events.append([roomCreated(anId<RoomId>())], TEST_NOW).andThen(() => errAsync('no')),
      )
      expect(failed).toEqual(err('no'))
      expect(await last()).toBe(before)
    })

    test('answers batches oldest first, as many as asked for', async ({ append, last, after }) => {
      const before = await last()
      const events = times(3, () => roomUpdated(anId<RoomId>()))
      for (const event of events) await append(event)
      const all = await after(before)
      expect(all.map((batch) => batch.events)).toEqual(events.map((event) => [event]))
      expect(await after(before, 2)).toEqual(all.slice(0, 2))
      expect(await after(all[0]!.id)).toEqual(all.slice(1))
    })

    test('shows no batch after a later one, however long its work took', async ({
      unitOfWork,
      append,
      last,
      after,
    }) => {
      const before = await last()
      const begun = Promise.withResolvers<void>()
      const slow = stored(unitOfWork, (stores) =>
        safeTry(async function* () {
          yield* await stores.events.append([roomCreated(anId<RoomId>())], TEST_NOW)
          begun.resolve()
          yield* await dawdle(stores)
          return ok(undefined)
        }),
      )
      await begun.promise
      const seen: number[] = []
      const look = async () => {
        for (const { id } of await after(seen.at(-1) ?? before)) seen.push(id)
      }
      await Promise.all([
        slow,
        ...times(20, async () => {
          await append(roomCreated(anId<RoomId>()))
          await look()
        }),
      ])
      await look()
      // Each look went on from the last one seen, so that one which appeared late would be missing.
      expect(new Set(seen).size).toBe(21)
    })

    test('tells who listens once the work is kept, once for each', async ({ log, unitOfWork, append }) => {
      const before = await log.notifications()
      await stored(unitOfWork, ({ events }) =>
        events
          .append([roomCreated(anId<RoomId>())], TEST_NOW)
          .andThen(() => events.append([roomCreated(anId<RoomId>())], TEST_NOW)),
      )
      await append()
      await expect.poll(() => log.notifications()).toBe(before + 1)
    })

    const losses: readonly [string, (stores: Stores, user: Account, roomId: RoomId) => Stored<unknown>][] = [
      ['a room', ({ participants }, { user }, roomId) => participants.remove([{ roomId, userId: user.id }])],
      ['a session', ({ sessions }) => sessions.close('a session')],
      ['all sessions', ({ sessions }, { user }) => sessions.closeAllOf(user.id)],
      ['a role', ({ users }, account) => users.save({ ...account, user: { ...account.user, role: 'agent' } })],
    ]
    test.for(losses)('lets nobody lose %s while sight is held', async ([, lose], { unitOfWork }) => {
      const account = await storeAccount(unitOfWork, { role: 'supervisor' })
      const { room } = await storeConversation(unitOfWork)
      const steps: string[] = []
      const held = Promise.withResolvers<void>()
      const telling = stored(unitOfWork, (stores) =>
        stores.events
          .holdSight()
          .andThen(() => stores.events.ends())
          .andTee(() => held.resolve())
          .andThen(() => dawdle(stores))
          .map(() => steps.push('told')),
      )
      await held.promise
      const losing = stored(unitOfWork, (stores) => lose(stores, account, room.id).map(() => steps.push('lost')))
      await Promise.all([telling, losing])
      expect(steps).toEqual(['told', 'lost'])
    })

    test('lets many hold sight at once', async ({ unitOfWork }) => {
      const hold = () => stored(unitOfWork, ({ events }) => events.holdSight())
      await Promise.all(times(3, hold))
    })

    test('forgets what came before a moment, but never the last', async ({ unitOfWork, append, last }) => {
      await append(roomCreated(anId<RoomId>()))
      await append(roomCreated(anId<RoomId>()))
      const newest = await last()
      await stored(unitOfWork, ({ events }) => events.forget(TEST_NOW + 1))
      expect(await stored(unitOfWork, ({ events }) => events.ends())).toEqual({ first: newest, last: newest })
      await append(roomCreated(anId<RoomId>()))
      await stored(unitOfWork, ({ events }) => events.forget(TEST_NOW))
      expect(await stored(unitOfWork, ({ events }) => events.ends())).toEqual({ first: newest, last: await last() })
    })

    test('hands out copies', async ({ append, last, after }) => {
      const before = await last()
      const event = roomCreated(anId<RoomId>())
      await append(event)
      const [batch] = await after(before)
      Object.assign(batch!.events[0]!, { roomId: 'spoiled' })
      expect((await after(before))[0]?.events).toEqual([event])
    })
  })
}
