import type { EventNews, UnitOfWork } from '@boztell/core'
import { makeAddParticipant, makeFindLastEvent, makeFollowEvents, makeLogOut, makeUpdateUser } from '@boztell/core'
import { describe, expect } from 'vitest'
import { aClock, TEST_NOW } from '../../builders/a-clock.ts'
import { aMessageItem } from '../../builders/a-webhook.ts'
import { anId } from '../../builders/an-id.ts'
import { stored } from '../../builders/store.ts'
import { testDigest } from '../../builders/test-digest.ts'
import { needsOf } from '../users/a-login.ts'
import { watchersOf, watchTest } from './a-watch.ts'

export const followAccessScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = watchTest(makeUnitOfWork)

  describe(`Following events while access changes, on ${adapter}`, () => {
    test('ends the sessions of who is suspended, who hears nothing more', async ({
      unitOfWork,
      business,
      people,
      watch,
    }) => {
      const { admin, supervisor } = people
      const suspending = { viewer: admin, userId: supervisor.id, status: 'suspended' } as const
      ;(await makeUpdateUser(needsOf(unitOfWork))(suspending))._unsafeUnwrap()
      await business.anOpenConversation()
      const told = await watch.look()
      expect(told.flatMap(({ ended }) => [...ended])).toEqual([watch.sessionOf(supervisor)])
      expect(told.flatMap(({ events }) => events.map(({ audience }) => audience))).toEqual([[admin.id], [admin.id]])
    })

    test('sees with the eyes of the new role at once', async ({ unitOfWork, business, people, watch }) => {
      const { admin, supervisor, stranger } = people
      const updateUser = makeUpdateUser(needsOf(unitOfWork))
      ;(await updateUser({ viewer: admin, userId: supervisor.id, role: 'agent' }))._unsafeUnwrap()
      ;(await updateUser({ viewer: admin, userId: stranger.id, role: 'supervisor' }))._unsafeUnwrap()
      await business.anOpenConversation()
      expect(await watch.heard()).toEqual(['room.created for Admin, Stranger', 'message.created for Admin, Stranger'])
      expect((await stored(unitOfWork, ({ users }) => users.find(stranger.id)))?.user.role).toBe('supervisor')
    })

    test('ends the session of who logs out', async ({ unitOfWork, people, watch }) => {
      const token = `of ${people.agent.id}`
      const tokenHash = testDigest.sha256(token).toHex()
      await stored(unitOfWork, ({ sessions }) =>
        sessions.open({ tokenHash, userId: people.agent.id, createdAt: TEST_NOW, expiresAt: TEST_NOW + 1e9 }),
      )
      await watch.look()
      const after = (await makeFindLastEvent({ unitOfWork })())._unsafeUnwrap()
      ;(await makeLogOut({ unitOfWork, clock: aClock(), digest: testDigest })({ token }))._unsafeUnwrap()
      const ended: string[] = []
      const watchers = watchersOf(
        { tokenHash, user: people.agent },
        { tokenHash: watch.sessionOf(people.agent), user: people.agent },
      )
      const follow = makeFollowEvents({ unitOfWork, clock: aClock() })
      ;(await follow({ after, watchers, tell: (news) => ended.push(...news.ended) }))._unsafeUnwrap()
      expect(ended).toEqual([tokenHash])
    })

    test('tells nothing to those whose only session has ended', async ({ unitOfWork, business, people }) => {
      const { room, customer } = await business.anOpenConversation()
      const adding = { viewer: people.admin, roomId: room.id, userId: people.agent.id }
      ;(await makeAddParticipant(needsOf(unitOfWork))(adding))._unsafeUnwrap()
      const leaving = [people.admin, people.agent].map((user) => {
        const token = `the only one of ${user.id}`
        return { token, tokenHash: testDigest.sha256(token).toHex(), user }
      })
      for (const { tokenHash, user } of leaving)
        await stored(unitOfWork, ({ sessions }) =>
          sessions.open({ tokenHash, userId: user.id, createdAt: TEST_NOW, expiresAt: TEST_NOW + 1e9 }),
        )
      const after = (await makeFindLastEvent({ unitOfWork })())._unsafeUnwrap()
      const logOut = makeLogOut({ unitOfWork, clock: aClock(), digest: testDigest })
      for (const { token } of leaving) (await logOut({ token }))._unsafeUnwrap()
      await business.take(aMessageItem({ customer }))
      await stored(unitOfWork, ({ events }) =>
        events.append([{ type: 'number.resumed', phoneNumberId: anId() }], TEST_NOW),
      )
      const told: EventNews[] = []
      const follow = makeFollowEvents({ unitOfWork, clock: aClock() })
      const watchers = watchersOf(...leaving)
      ;(await follow({ after, watchers, tell: (news) => told.push(news) }))._unsafeUnwrap()
      const ended = new Set(leaving.map(({ tokenHash }) => tokenHash))
      expect(told).toMatchObject([{ ended, events: [] }])
    })
  })
}
