import { SYSTEM_USER_ID, type UnitOfWork } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { storeAccount, storeConversation } from '../builders/store.ts'
import { storeTest, times } from './store-test.ts'

export const participantStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)
    .extend('room', async ({ unitOfWork }) => (await storeConversation(unitOfWork)).room)
    .extend('agent', async ({ unitOfWork }) => (await storeAccount(unitOfWork)).user)

  describe(`${adapter} keeps the ParticipantStore contract`, () => {
    test('lists nobody in a fresh room', async ({ run, room, agent }) => {
      expect(await run(({ participants }) => participants.list(room.id))).toEqual([])
      expect(await run(({ participants }) => participants.includes([{ roomId: room.id, userId: agent.id }]))).toEqual([
        false,
      ])
    })

    test('lists who takes part, in the order they were added', async ({ unitOfWork, run, room, agent }) => {
      const { user: admin } = await storeAccount(unitOfWork, { role: 'admin', name: 'Citra' })
      await run(({ participants }) => participants.add([{ roomId: room.id, userId: admin.id, at: TEST_NOW }]))
      await run(({ participants }) => participants.add([{ roomId: room.id, userId: agent.id, at: TEST_NOW + 1 }]))
      expect(await run(({ participants }) => participants.list(room.id))).toEqual([
        { userId: admin.id, name: 'Citra', role: 'admin', addedAt: TEST_NOW, reason: null },
        { userId: agent.id, name: agent.name, role: 'agent', addedAt: TEST_NOW + 1, reason: null },
      ])
      expect(await run(({ participants }) => participants.includes([{ roomId: room.id, userId: agent.id }]))).toEqual([
        true,
      ])
    })

    test('keeps the order of those added in the same moment', async ({ unitOfWork, run, room }) => {
      const agents = await Promise.all(times(4, async () => (await storeAccount(unitOfWork)).user.id))
      const order = [agents[2]!, agents[0]!, agents[3]!, agents[1]!]
      for (const id of order)
        await run(({ participants }) => participants.add([{ roomId: room.id, userId: id, at: TEST_NOW }]))
      const listed = await run(({ participants }) => participants.list(room.id))
      expect(listed.map(({ userId }) => userId)).toEqual(order)
    })

    test('adds a participant once and keeps the first moment', async ({ run, room, agent }) => {
      expect(
        await run(({ participants }) => participants.add([{ roomId: room.id, userId: agent.id, at: TEST_NOW }])),
      ).toEqual([true])
      expect(
        await run(({ participants }) => participants.add([{ roomId: room.id, userId: agent.id, at: TEST_NOW + 1 }])),
      ).toEqual([false])
      const listed = await run(({ participants }) => participants.list(room.id))
      expect(listed.map(({ addedAt }) => addedAt)).toEqual([TEST_NOW])
    })

    test('removes a participant once', async ({ run, room, agent }) => {
      await run(({ participants }) => participants.add([{ roomId: room.id, userId: agent.id, at: TEST_NOW }]))
      expect(await run(({ participants }) => participants.remove([{ roomId: room.id, userId: agent.id }]))).toEqual([
        true,
      ])
      expect(await run(({ participants }) => participants.remove([{ roomId: room.id, userId: agent.id }]))).toEqual([
        false,
      ])
      expect(await run(({ participants }) => participants.includes([{ roomId: room.id, userId: agent.id }]))).toEqual([
        false,
      ])
    })

    test('keeps rooms apart', async ({ unitOfWork, run, room, agent }) => {
      const { room: other } = await storeConversation(unitOfWork)
      await run(({ participants }) => participants.add([{ roomId: room.id, userId: agent.id, at: TEST_NOW }]))
      expect(await run(({ participants }) => participants.includes([{ roomId: other.id, userId: agent.id }]))).toEqual([
        false,
      ])
      expect(await run(({ participants }) => participants.list(other.id))).toEqual([])
    })

    test('says of many at once who takes part, in the order of the question', async ({
      unitOfWork,
      run,
      room,
      agent,
    }) => {
      const { room: other } = await storeConversation(unitOfWork)
      await run(({ participants }) => participants.add([{ roomId: other.id, userId: agent.id, at: TEST_NOW }]))
      const [there, elsewhere] = [other, room].map(({ id }) => ({ roomId: id, userId: agent.id }))
      const asked = [elsewhere!, there!, { ...there!, userId: SYSTEM_USER_ID }, there!]
      expect(await run(({ participants }) => participants.includes(asked))).toEqual([false, true, false, true])
      expect(await run(({ participants }) => participants.includes([]))).toEqual([])
    })

    test('adds and removes many at once, each once', async ({ unitOfWork, run, room, agent }) => {
      const { user } = await storeAccount(unitOfWork)
      const [one, other] = [agent, user].map(({ id }) => ({ roomId: room.id, userId: id, at: TEST_NOW }))
      await run(({ participants }) => participants.add([one!]))
      expect(await run(({ participants }) => participants.add([other!, one!, other!]))).toEqual([true, false, false])
      expect(await run(({ participants }) => participants.remove([one!, one!, other!]))).toEqual([true, false, true])
      expect(await run(({ participants }) => participants.list(room.id))).toEqual([])
      expect(await run(({ participants }) => participants.add([]))).toEqual([])
      expect(await run(({ participants }) => participants.remove([]))).toEqual([])
    })

    test('hands out copies', async ({ run, room, agent }) => {
      await run(({ participants }) => participants.add([{ roomId: room.id, userId: agent.id, at: TEST_NOW }]))
      const [listed] = await run(({ participants }) => participants.list(room.id))
      Object.assign(listed!, { addedAt: 0, name: 'spoiled' })
      const [again] = await run(({ participants }) => participants.list(room.id))
      expect(again).toMatchObject({ addedAt: TEST_NOW, name: agent.name })
    })

    test('adds one of 10 at once', async ({ run, room, agent }) => {
      const add = () =>
        run(({ participants }) => participants.add([{ roomId: room.id, userId: agent.id, at: TEST_NOW }]))
      expect((await Promise.all(times(10, add))).flat().filter(Boolean)).toHaveLength(1)
    })
  })
}
