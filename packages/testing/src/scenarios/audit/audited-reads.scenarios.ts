import type { UnitOfWork, User } from '@boztell/core'
import {
  HOUR,
  makeListMessages,
  makeReadRoom,
  makeSearchMessages,
  makeUpdateRoom,
  makeViewMessage,
  makeViewRoom,
} from '@boztell/core'
import { test as base, describe, expect } from 'vitest'
import { aBusiness } from '../../builders/a-business.ts'
import { TEST_NOW, aClock } from '../../builders/a-clock.ts'
import { auditEntriesOf } from '../../builders/an-audit-entry.ts'
import { storeAccount } from '../../builders/store.ts'
import { storeParticipant } from '../rooms/an-assigned-room.ts'
import { needsOf } from '../users/a-login.ts'

export const auditedReadsScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', () => makeUnitOfWork())
    .extend('clock', () => aClock(TEST_NOW))
    .extend(
      'reads',
      ({ unitOfWork }) =>
        () =>
          auditEntriesOf(unitOfWork, { action: 'room.read' }),
    )

  /** Each way to look into a room, as somebody. */
  const waysInto = async (unitOfWork: UnitOfWork, clock = aClock(TEST_NOW)) => {
    const needs = { ...needsOf(unitOfWork), clock }
    const business = aBusiness(unitOfWork)
    const { room, said, user: participant } = await business.anOpenConversation({ role: 'agent' })
    await storeParticipant(unitOfWork, room.id, participant)
    const [said1] = await business.messagesOf(room)
    if (said1 === undefined || said.kind !== 'message' || room.phone === null) throw new Error('no message')
    const { id: messageId } = said1.message
    const { phone } = room
    return {
      room,
      participant,
      ways: {
        'its messages': (viewer: User) => makeListMessages(needs)({ viewer, roomId: room.id, limit: 10 }),
        'a search in it': (viewer: User) =>
          makeSearchMessages(needs)({ viewer, q: 'halo', roomId: room.id, limit: 10 }),
        'the room': (viewer: User) => makeViewRoom(needs)({ viewer, roomId: room.id }),
        'a message': (viewer: User) => makeViewMessage(needs)({ viewer, messageId }),
        'its room while changing it': (viewer: User) => makeUpdateRoom(needs)({ viewer, roomId: room.id }),
        'the room of a phone': (viewer: User) => business.openRoom({ viewer, phone }),
        'its room while reading it': (viewer: User) => makeReadRoom(needs)({ viewer, roomId: room.id }),
      },
    }
  }
  type Way = keyof Awaited<ReturnType<typeof waysInto>>['ways']
  const everyWay: readonly Way[] = [
    'its messages',
    'a search in it',
    'the room',
    'a message',
    'its room while changing it',
    'the room of a phone',
    'its room while reading it',
  ]

  describe(`Reading a room without taking part, on ${adapter}`, () => {
    test.for(everyWay)('is written down: %s', async (way, { unitOfWork, reads }) => {
      const { room, ways } = await waysInto(unitOfWork)
      for (const role of ['admin', 'supervisor'] as const) {
        const { user } = await storeAccount(unitOfWork, { role })
        expect((await ways[way](user)).isOk()).toBe(true)
        expect((await reads()).filter(({ actor }) => actor === user.id)).toMatchObject([
          { action: 'room.read', subject: { type: 'room', id: room.id }, details: {} },
        ])
      }
    })

    test.for(everyWay)(
      'is not done by who takes part, nor by who may not see it: %s',
      async (way, { unitOfWork, reads }) => {
        const { room, participant, ways } = await waysInto(unitOfWork)
        const { user: admin } = await storeAccount(unitOfWork, { role: 'admin' })
        await storeParticipant(unitOfWork, room.id, admin)
        for (const viewer of [admin, participant]) expect((await ways[way](viewer)).isOk()).toBe(true)
        const { user: stranger } = await storeAccount(unitOfWork)
        expect((await ways[way](stranger)).isErr()).toBe(true)
        expect(await reads()).toEqual([])
      },
    )

    test('is one entry an hour, whatever is read', async ({ unitOfWork, clock, reads }) => {
      const { ways } = await waysInto(unitOfWork, clock)
      const { user: admin } = await storeAccount(unitOfWork, { role: 'admin' })
      const read = async (way: Way) => expect((await ways[way](admin)).isOk()).toBe(true)
      for (const way of [...everyWay, ...everyWay]) await read(way)
      clock.advance(HOUR - 1)
      await read('its messages')
      expect((await reads()).map(({ at }) => at)).toEqual([TEST_NOW])
      clock.advance(1)
      await Promise.all([read('its messages'), read('the room')])
      expect((await reads()).map(({ at }) => at)).toEqual([TEST_NOW + HOUR, TEST_NOW])
    })
  })
}
