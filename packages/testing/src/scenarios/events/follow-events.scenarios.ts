import type { EventNews, EventPosition, UnitOfWork } from '@boztell/core'
import {
  endOf,
  eventIdOf,
  makeAddParticipant,
  makeFindLastEvent,
  makeFollowEvents,
  makeRemoveParticipant,
  makeUpdateProfile,
  makeUpdateRoom,
  messageStatus,
  readEventId,
  roomUpdated,
  stateOf,
} from '@boztell/core'
import { ok } from 'neverthrow'
import { describe, expect } from 'vitest'
import { aClock, TEST_NOW } from '../../builders/a-clock.ts'
import { aText } from '../../builders/a-message.ts'
import { aDelivery, aMessageItem, aStatusItem } from '../../builders/a-webhook.ts'
import { stored } from '../../builders/store.ts'
import { aWatch, watchersOf, watchTest } from './a-watch.ts'
import { needsOf } from '../users/a-login.ts'

export const followEventsScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = watchTest(makeUnitOfWork)

  describe(`Following events, on ${adapter}`, () => {
    test('tells of a room only those who may see it', async ({ unitOfWork, business, people, watch }) => {
      const { room, customer } = await business.anOpenConversation()
      expect(await watch.heard()).toEqual([
        'room.created for Admin, Supervisor',
        'message.created for Admin, Supervisor',
      ])

      const needs = needsOf(unitOfWork)
      const adding = { viewer: people.admin, roomId: room.id, userId: people.agent.id }
      ;(await makeAddParticipant(needs)(adding))._unsafeUnwrap()
      expect(await watch.heard()).toEqual([
        'participant.added for Admin, Supervisor, Agent',
        'room.updated for Admin, Supervisor, Agent',
      ])

      await business.take(aMessageItem({ customer }))
      expect(await watch.heard()).toEqual([
        'message.created for Admin, Supervisor, Agent',
        'room.updated for Admin, Supervisor, Agent',
      ])
    })

    test('tells who is removed of that, and nothing after it', async ({ unitOfWork, business, people, watch }) => {
      const { room, customer } = await business.anOpenConversation()
      const needs = needsOf(unitOfWork)
      const command = { viewer: people.admin, roomId: room.id, userId: people.agent.id }
      ;(await makeAddParticipant(needs)(command))._unsafeUnwrap()
      await watch.look()

      // What the agent had not heard yet is not told any more either.
      await business.take(aMessageItem({ customer }))
      ;(await makeRemoveParticipant(needs)(command))._unsafeUnwrap()
      await business.take(aMessageItem({ customer }))
      expect(await watch.heard()).toEqual([
        'message.created for Admin, Supervisor',
        'room.updated for Admin, Supervisor',
        'participant.removed for Admin, Supervisor, Agent',
        'room.updated for Admin, Supervisor',
        'message.created for Admin, Supervisor',
        'room.updated for Admin, Supervisor',
      ])
    })

    test('shows a message with the state it had then', async ({ business, watch }) => {
      const { room, user } = await business.anOpenConversation()
      await watch.look()
      const id = business.ids.newId(business.clock.now()) as Parameters<typeof business.send>[0]['id']
      const said = { viewer: user, userId: user.id, id, target: { roomId: room.id }, content: aText() }
      ;(await business.send(said))._unsafeUnwrap()
      ;(await business.deliver())._unsafeUnwrap()
      await business.take(aStatusItem({ messageId: id, status: 'delivered' }))

      const events = (await watch.look()).flatMap((news) => news.events)
      const states = events.flatMap(({ shown }) =>
        'message' in shown && shown.message.message.id === id ? `${shown.type} ${shown.message.message.status}` : [],
      )
      expect(states.slice(0, 3)).toEqual([
        'message.created queued',
        'message.status sending',
        'message.status accepted',
      ])
      expect(events.map(({ shown }) => shown.type)).toContain('room.updated')
    })

    test('tells each of several statuses of one message that come at once', async ({ business, watch }) => {
      const { room, user } = await business.anOpenConversation()
      const id = business.ids.newId(business.clock.now()) as Parameters<typeof business.send>[0]['id']
      ;(
        await business.send({ viewer: user, userId: user.id, id, target: { roomId: room.id }, content: aText() })
      )._unsafeUnwrap()
      ;(await business.deliver())._unsafeUnwrap()
      await watch.look()
      const waMessageId = (await business.messagesOf(room))[0]?.message.waMessageId ?? ''
      const report = (status: 'sent' | 'delivered' | 'read') => aStatusItem({ messageId: id, waMessageId, status })
      await business.take(report('sent'), report('read'), report('read'), report('delivered'))
      const events = (await watch.look()).flatMap((news) => news.events)
      const told = events.flatMap(({ shown }) => ('message' in shown ? shown.message.message : []))
      expect(told.map(({ status, deliveredAt }) => `${status} ${deliveredAt === null ? '' : 'delivered'}`)).toEqual([
        'sent ',
        'read ',
        'read delivered',
      ])
    })

    test('tells of edits and reactions as news of their message', async ({ business, watch }) => {
      const { customer, said } = await business.anOpenConversation()
      await watch.look()
      const { waMessageId } = said
      await business.take(
        aMessageItem({ customer, what: { kind: 'edit', targetWaMessageId: waMessageId, content: aText('edited') } }),
      )
      await business.take(
        aMessageItem({ customer, content: { type: 'reaction', data: { message_id: waMessageId, emoji: '👍' } } }),
      )
      const shown = (await watch.look()).flatMap(({ events }) => events.map((event) => event.shown))
      const updates = shown.flatMap((one) => (one.type === 'message.updated' ? one.message : []))
      expect(updates.map(({ message }) => message.waMessageId)).toEqual([waMessageId, waMessageId])
      expect(updates.at(-1)).toMatchObject({ reactions: [{ emoji: '👍' }], message: { content: aText('edited') } })
      expect(shown.filter(({ type }) => type === 'message.created')).toEqual([])
    })

    test('tells everybody who is there and who is away', async ({ unitOfWork, people, watch }) => {
      const needs = needsOf(unitOfWork)
      const { agent } = people
      ;(await makeUpdateProfile(needs)({ viewer: agent, token: '', availability: 'away' }))._unsafeUnwrap()
      expect(await watch.heard()).toEqual(['presence.updated for Admin, Supervisor, Agent, Stranger'])
      ;(await makeUpdateProfile(needs)({ viewer: agent, token: '', name: 'Another' }))._unsafeUnwrap()
      expect(await watch.heard()).toEqual([])
    })

    test('shows the last message of a room, be it news itself, one of many or neither', async ({
      unitOfWork,
      business,
      people,
    }) => {
      const { room, customer, said } = await business.anOpenConversation()
      const watch = await aWatch(unitOfWork, people.admin)
      const lastShown = async () =>
        (await watch.look())
          .flatMap(({ events }) => events)
          .flatMap(({ shown }) => (shown.type === 'room.updated' ? shown.room.lastMessage?.message.waMessageId : []))
      const update = makeUpdateRoom(needsOf(unitOfWork))
      ;(await update({ viewer: people.admin, roomId: room.id, title: 'New' }))._unsafeUnwrap()
      expect(await lastShown()).toEqual([said.waMessageId])
      const many = Array.from({ length: 30 }, () => aMessageItem({ customer }))
      await business.take(...many)
      expect(await lastShown()).toEqual([many.at(-1)?.waMessageId])
      const one = aMessageItem({ customer })
      await business.take(one)
      expect(await lastShown()).toEqual([one.waMessageId])
    })

    test('goes on behind any event, in the middle of a batch too', async ({ unitOfWork, business, people }) => {
      const { room, customer } = await business.anOpenConversation()
      const start = (await makeFindLastEvent({ unitOfWork })())._unsafeUnwrap()
      await business.take(aMessageItem({ customer }), aMessageItem({ customer }))
      await business.take(aMessageItem({ customer }), aMessageItem({ customer }))
      ;(
        await makeUpdateRoom(needsOf(unitOfWork))({ viewer: people.admin, roomId: room.id, title: 'New' })
      )._unsafeUnwrap()

      const follow = makeFollowEvents({ unitOfWork, clock: aClock() })
      const watchers = watchersOf({ tokenHash: '', user: people.admin })
      const end = (await makeFindLastEvent({ unitOfWork })())._unsafeUnwrap()
      const idsAfter = async (after: EventPosition): Promise<readonly string[]> => {
        const ids: string[] = []
        const tell = (news: EventNews) => ids.push(...news.events.map(({ position }) => eventIdOf(position)))
        const followed = (await follow({ after, watchers, tell }))._unsafeUnwrap()
        expect(followed).toEqual({ upTo: end, more: false })
        return ids
      }
      const all = await idsAfter(start)
      expect(all).toHaveLength(7)
      for (const [index, id] of all.entries())
        expect(await idsAfter(readEventId(id) ?? start)).toEqual(all.slice(index + 1))
    })

    test('takes no place that is not in the log', async ({ unitOfWork, people }) => {
      const follow = makeFollowEvents({ unitOfWork, clock: aClock() })
      const watchers = watchersOf({ tokenHash: '', user: people.admin })
      const { last } = await stored(unitOfWork, ({ events }) => events.ends())
      const never = () => expect.unreachable()
      expect(await follow({ after: endOf(last + 1), watchers, tell: never })).toEqual(ok(undefined))
      expect(await follow({ after: endOf(0), watchers, tell: never })).toEqual(ok(undefined))
      expect(await follow({ after: endOf(last), watchers, tell: never })).toEqual(
        ok({ upTo: endOf(last), more: false }),
      )
    })

    test('tells of a batch in parts if there is much, and misses nothing', async ({ unitOfWork, business, people }) => {
      const { room } = await business.anOpenConversation()
      const watch = await aWatch(unitOfWork, people.admin)
      for (let index = 0; index < 130; index += 1)
        await stored(unitOfWork, ({ events }) => events.append([roomUpdated(room.id)], TEST_NOW))
      const told = await watch.look()
      expect(told.length).toBeGreaterThan(1)
      expect(told.flatMap(({ events }) => events)).toHaveLength(130)
    })

    test('leaves out what is no longer there to be shown', async ({ unitOfWork, business, people }) => {
      const { room, said } = await business.anOpenConversation()
      const { room: other } = await business.anOpenConversation()
      const watch = await aWatch(unitOfWork, people.admin)
      const [message] = await stored(unitOfWork, ({ messages }) => messages.find([{ waMessageId: said.waMessageId }]))
      const elsewhere = messageStatus({ ...stateOf(message!), roomId: other.id })
      await stored(unitOfWork, ({ events }) => events.append([elsewhere, roomUpdated(room.id)], TEST_NOW))
      expect(await watch.heard()).toEqual(['room.updated for Admin'])
    })

    test('tells admins and supervisors of a number that WhatsApp refuses', async ({ business, watch }) => {
      const { room, user } = await business.anOpenConversation()
      await watch.look()
      const id = business.ids.newId(business.clock.now()) as Parameters<typeof business.send>[0]['id']
      ;(
        await business.send({ viewer: user, userId: user.id, id, target: { roomId: room.id }, content: aText() })
      )._unsafeUnwrap()
      const refusal = { action: 'stop', code: 190, title: 'Token expired', details: null, retryAfter: null } as const
      business.answers.push({ type: 'send_refused', ...refusal })
      ;(await business.deliver())._unsafeUnwrap()
      expect(await watch.heard()).toContain('number.paused for Admin, Supervisor')
      business.clock.advance(3_600_000)
      ;(await business.deliver())._unsafeUnwrap()
      expect(await watch.heard()).toContain('number.resumed for Admin, Supervisor')
    })

    test('is told once of a webhook that comes twice', async ({ business, watch }) => {
      const item = aMessageItem()
      ;(await business.receive([aDelivery(item), aDelivery(item)]))._unsafeUnwrap()
      await business.take(item)
      expect((await watch.heard()).map((line) => line.split(' ')[0])).toEqual(['room.created', 'message.created'])
    })
  })
}
