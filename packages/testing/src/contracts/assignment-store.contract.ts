import type {
  Assignment,
  AssignmentEnd,
  AssignmentReason,
  Participation,
  Room,
  UnitOfWork,
  User,
  UserId,
} from '@boztell/core'
import { MINUTE, newReviewItem, SYSTEM_USER_ID } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aCustomerMessage, aUserMessage } from '../builders/a-message.ts'
import { anId } from '../builders/an-id.ts'
import { storeAccount, storeConversation } from '../builders/store.ts'
import { expectToWait, storeTest } from './store-test.ts'

const assignment = (room: Room, user: User, reason: AssignmentReason = 'manual', at = TEST_NOW): Assignment => ({
  roomId: room.id,
  userId: user.id,
  reason,
  by: null,
  at,
})

export const assignmentStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)
    .extend('room', async ({ unitOfWork }) => (await storeConversation(unitOfWork)).room)
    .extend('agent', async ({ unitOfWork }) => (await storeAccount(unitOfWork)).user)
    .extend('begin', ({ run }) => async (...begun: readonly Assignment[]) => {
      await run(({ assignments, participants }) =>
        participants
          .add(begun.map(({ roomId, userId, at }) => ({ roomId, userId, at })))
          .andThen(() => assignments.record({ ended: [], begun })),
      )
    })
    .extend('candidate', ({ run }) => async (userId: UserId) => {
      const candidates = await run(({ assignments }) => assignments.candidates())
      return candidates.find((one) => one.userId === userId)
    })
    .extend('end', ({ run }) => async ({ roomId, userId }: Assignment, end: AssignmentEnd, at = TEST_NOW) => {
      await run(({ assignments }) => assignments.record({ ended: [{ roomId, userId, end, at }], begun: [] }))
    })

  describe(`${adapter} keeps the AssignmentStore contract`, () => {
    test('knows the agents who are active and online as candidates', async ({ unitOfWork, run, agent }) => {
      const others: Partial<User>[] = [
        { role: 'supervisor' },
        { role: 'admin' },
        { status: 'pending' },
        { status: 'suspended' },
        { availability: 'away' },
      ]
      const ids = await Promise.all(others.map(async (one) => (await storeAccount(unitOfWork, one)).user.id))
      const candidates = await run(({ assignments }) => assignments.candidates())
      expect(candidates).toContainEqual({ userId: agent.id, name: agent.name, load: 0, lastTurn: 0 })
      expect(candidates.filter(({ userId }) => ids.includes(userId))).toEqual([])
    })

    test('counts what an agent has, until it ends', async ({ unitOfWork, room, agent, begin, candidate, end }) => {
      const { room: other } = await storeConversation(unitOfWork)
      await begin(assignment(room, agent), assignment(other, agent))
      expect(await candidate(agent.id)).toMatchObject({ load: 2 })
      await begin(assignment(room, agent, 'claimed'))
      expect(await candidate(agent.id)).toMatchObject({ load: 2 })
      await end(assignment(room, agent), 'closed')
      await end(assignment(room, agent), 'closed')
      expect(await candidate(agent.id)).toMatchObject({ load: 1 })
      await begin(assignment(room, agent, 'reopened'))
      expect(await candidate(agent.id)).toMatchObject({ load: 2 })
    })

    test('remembers whose turn was when, of rooms that came by themselves', async ({
      unitOfWork,
      run,
      begin,
      candidate,
      end,
    }) => {
      const [first, second, third] = [
        (await storeAccount(unitOfWork)).user,
        (await storeAccount(unitOfWork)).user,
        (await storeAccount(unitOfWork)).user,
      ]
      const reasons = ['last_agent', 'round_robin', 'least_busy'] as const
      const begun: Assignment[] = []
      for (const [i, user] of [second, first, second].entries())
        begun.push(assignment((await storeConversation(unitOfWork)).room, user, reasons[i]))
      for (const one of begun) await begin(one)
      await begin(assignment((await storeConversation(unitOfWork)).room, first, 'manual'))
      await begin(assignment((await storeConversation(unitOfWork)).room, third, 'claimed'))
      await end(begun[2]!, 'closed')

      const turns = [(await candidate(first.id))!.lastTurn, (await candidate(second.id))!.lastTurn]
      expect(turns[0]).toBeLessThan(turns[1]!)
      expect(turns[0]).toBeGreaterThan(0)
      expect(await candidate(third.id)).toMatchObject({ lastTurn: 0 })
      await run(({ assignments }) => assignments.record({ ended: [], begun: [] }))
    })

    test('tells who takes part in rooms, how they came there, and whether they are there', async ({
      unitOfWork,
      run,
      room,
      agent,
      begin,
    }) => {
      const { user: away } = await storeAccount(unitOfWork, {
        role: 'supervisor',
        availability: 'away',
        leftAt: TEST_NOW,
      })
      const { room: other } = await storeConversation(unitOfWork)
      await begin(assignment(room, agent, 'least_busy'), assignment(room, away, 'claimed', TEST_NOW + 1))
      await run(({ participants }) => participants.add([{ roomId: other.id, userId: agent.id, at: TEST_NOW }]))

      const { holders } = await run(({ assignments }) => assignments.holders([room.id]))
      const { id: userId, name } = agent
      const facts = { roomId: room.id, name, role: 'agent', status: 'active' }
      expect(holders).toEqual([
        { ...facts, userId, addedAt: TEST_NOW, reason: 'least_busy', availability: 'online', leftAt: null },
        {
          ...facts,
          userId: away.id,
          name: away.name,
          role: 'supervisor',
          addedAt: TEST_NOW + 1,
          reason: 'claimed',
          availability: 'away',
          leftAt: TEST_NOW,
        },
      ])
      expect((await run(({ assignments }) => assignments.holders([other.id]))).holders[0]?.reason).toBeNull()
      expect(await run(({ participants }) => participants.list(room.id))).toMatchObject([
        { reason: 'least_busy' },
        { reason: 'claimed' },
      ])
    })

    test('knows which agent had a room last, unless it was taken from them or they gave it back', async ({
      unitOfWork,
      run,
      room,
      agent,
      begin,
      end,
    }) => {
      const { user: later } = await storeAccount(unitOfWork)
      const { user: supervisor } = await storeAccount(unitOfWork, { role: 'supervisor' })
      const last = async () => {
        const { lastAgents } = await run(({ assignments }) => assignments.holders([room.id, anId()]))
        return lastAgents.get(room.id)
      }
      expect(await last()).toBeUndefined()
      await begin(assignment(room, agent))
      await end(assignment(room, agent), 'closed')
      await begin(assignment(room, supervisor))
      expect(await last()).toBe(agent.id)
      await begin(assignment(room, later))
      expect(await last()).toBe(later.id)
      for (const ending of ['removed', 'released'] as const) {
        await end(assignment(room, later), ending)
        expect(await last()).toBeUndefined()
        await begin(assignment(room, later))
      }
      expect(await last()).toBe(later.id)
      expect((await run(({ assignments }) => assignments.holders([]))).lastAgents.size).toBe(0)
    })

    test('finds rooms in which a customer waits for nobody', async ({ unitOfWork, run, begin, end }) => {
      const since = TEST_NOW
      const user = async (overrides: Partial<User>) => (await storeAccount(unitOfWork, overrides)).user
      const [there, suspended] = [await user({}), await user({ status: 'suspended' })]
      const [away, justAway] = [
        await user({ availability: 'away', leftAt: since }),
        await user({ availability: 'away', leftAt: since + 1 }),
      ]
      const overseer = await user({ role: 'supervisor', availability: 'away', leftAt: since - MINUTE })
      let moment = 0
      const roomOf = async (owners: readonly User[], changes: Partial<Room> = {}, answer?: UserId | 'settled') => {
        const { room } = await storeConversation(unitOfWork)
        const facts = { roomId: room.id, createdAt: since - MINUTE + ++moment }
        const isSettled = answer === 'settled'
        const message = answer && !isSettled ? aUserMessage({ ...facts, userId: answer }) : aCustomerMessage(facts)
        await run(({ rooms, messages }) =>
          messages
            .append([message])
            .andThen(() => rooms.lock([room.id]))
            .andThen(() => {
              const last = { lastMessageId: message.id, lastMessageAt: message.createdAt, unreadCount: 1 }
              return rooms.save([{ ...room, ...last, settledId: isSettled ? message.id : null, ...changes }])
            }),
        )
        await begin(...owners.map((owner) => assignment(room, owner)))
        return room
      }
      const found = [
        await roomOf([]),
        await roomOf([suspended]),
        await roomOf([away]),
        await roomOf([away, suspended], { unreadCount: 0 }),
        await roomOf([away], {}, SYSTEM_USER_ID),
        await roomOf([], { unreadCount: 0 }),
        await roomOf([], { unreadCount: 0 }, SYSTEM_USER_ID),
      ]
      const [endedBefore, endedAfter] = [await roomOf([there]), await roomOf([there])]
      await end(assignment(endedBefore, there), 'removed', since)
      await end(assignment(endedAfter, there), 'removed', since + 1)
      const queued = await roomOf([])
      const item = newReviewItem({ id: anId(), roomId: queued.id, reason: 'no_agent_available', createdAt: since })
      await run(({ reviewQueue }) => reviewQueue.add([item]))
      const left = [
        await roomOf([there]),
        await roomOf([away, there]),
        await roomOf([justAway]),
        await roomOf([overseer]),
        await roomOf([away], { status: 'closed' }),
        await roomOf([away], {}, there.id),
        await roomOf([], {}, there.id),
        await roomOf([], {}, 'settled'),
        await roomOf([away], {}, 'settled'),
        endedAfter,
        queued,
      ]

      const forsaken = await run(({ assignments }) => assignments.forsaken(since, 100))
      const ours = new Set([...found, endedBefore, ...left].map(({ id }) => id))
      expect(forsaken.filter((id) => ours.has(id))).toEqual([...found, endedBefore].map(({ id }) => id))
      expect(await run(({ assignments }) => assignments.forsaken(since, 2))).toHaveLength(2)
    })

    test('tells where assignments and participants contradict each other', async ({
      unitOfWork,
      run,
      agent,
      begin,
    }) => {
      const conversation = async (status: Room['status'] = 'open') =>
        (await storeConversation(unitOfWork, { status })).room
      const [fine, closed, left, joined, over] = [
        await conversation(),
        await conversation('closed'),
        await conversation(),
        await conversation(),
        await conversation('closed'),
      ]
      await begin(assignment(fine, agent), assignment(closed, agent), assignment(left, agent))
      const part = (room: Room) => ({ roomId: room.id, userId: agent.id })
      await run(({ participants }) =>
        participants
          .remove([part(left)])
          .andThen(() => participants.add([joined, over].map((room) => ({ ...part(room), at: TEST_NOW })))),
      )

      const ours = ({ userId }: Participation) => userId === agent.id
      const { stale, missing } = await run(({ assignments }) => assignments.drift(1_000))
      expect(stale.filter(ours)).toEqual([part(closed), part(left)])
      expect(missing.filter(ours)).toEqual([part(joined)])
      const { stale: first } = await run(({ assignments }) => assignments.drift(1))
      expect(first).toHaveLength(1)
    })

    test('lets nobody else give rooms until the unit of work ends', async ({ unitOfWork }) => {
      await expectToWait(unitOfWork, ({ assignments }) => assignments.lock())
    })
  })
}
