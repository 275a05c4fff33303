import {
  type EventNews,
  type EventPosition,
  makeFindLastEvent,
  makeFollowEvents,
  type UnitOfWork,
  type User,
  type UserId,
  type Watcher,
  type Watchers,
} from '@boztell/core'
import { test as base } from 'vitest'
import { aBusiness } from '../../builders/a-business.ts'
import { aClock, TEST_NOW } from '../../builders/a-clock.ts'
import { storeAccount, stored } from '../../builders/store.ts'

export const watchersOf = (...all: readonly Watcher[]): Watchers =>
  Object.assign([...all], { of: (userId: UserId) => all.filter(({ user }) => user.id === userId) })

/** What watchers are told from now on, each look going on where the one before ended. */
export const aWatch = async (unitOfWork: UnitOfWork, ...users: readonly User[]) => {
  const followEvents = makeFollowEvents({ unitOfWork, clock: aClock() })
  let after: EventPosition = (await makeFindLastEvent({ unitOfWork })())._unsafeUnwrap()
  const sessionOf = (user: User) => `session of ${user.id}`
  for (const { id: userId } of users)
    await stored(unitOfWork, ({ sessions }) =>
      sessions
        .close(`session of ${userId}`)
        .andThen(() =>
          sessions.open({ tokenHash: `session of ${userId}`, userId, createdAt: TEST_NOW, expiresAt: TEST_NOW + 1e9 }),
        ),
    )

  const look = async (): Promise<readonly EventNews[]> => {
    const told: EventNews[] = []
    const watchers = watchersOf(...users.map((user) => ({ tokenHash: sessionOf(user), user })))
    for (let more = true; more;) {
      const followed = await followEvents({ after, watchers, tell: (news) => told.push(structuredClone(news)) })
      const done = followed._unsafeUnwrap()
      if (done === undefined) throw new Error('the watch fell out of the log')
      ;({ upTo: after, more } = done)
    }
    return told
  }
  return {
    sessionOf,
    look,
    /** As `type` and whom it is for, by name. */
    heard: async (): Promise<readonly string[]> => {
      const nameOf = new Map(users.map(({ id, name }) => [id, name]))
      return (await look()).flatMap(({ events }) =>
        events.map(({ shown, audience }) => `${shown.type} for ${audience.map((id) => nameOf.get(id)).join(', ')}`),
      )
    },
  }
}

/** With four people, and a watch of what they hear. */
export const watchTest = (makeUnitOfWork: () => Promise<UnitOfWork>) =>
  base
    .extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())
    .extend('business', ({ unitOfWork }) => aBusiness(unitOfWork))
    .extend('people', async ({ unitOfWork }) => {
      const [admin, supervisor, agent, stranger] = await Promise.all([
        storeAccount(unitOfWork, { role: 'admin', name: 'Admin' }),
        storeAccount(unitOfWork, { role: 'supervisor', name: 'Supervisor' }),
        storeAccount(unitOfWork, { role: 'agent', name: 'Agent' }),
        storeAccount(unitOfWork, { role: 'agent', name: 'Stranger' }),
      ])
      return { admin: admin.user, supervisor: supervisor.user, agent: agent.user, stranger: stranger.user }
    })
    .extend('watch', ({ unitOfWork, people: { admin, supervisor, agent, stranger } }) =>
      aWatch(unitOfWork, admin, supervisor, agent, stranger),
    )
