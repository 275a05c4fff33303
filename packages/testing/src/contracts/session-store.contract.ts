import type { Session, Stores, UnitOfWork } from '@boztell/core'
import type { ResultAsync } from 'neverthrow'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aSession } from '../builders/a-user.ts'
import { storeAccount, stored } from '../builders/store.ts'
import { expectCopies, storeTest } from './store-test.ts'

const login = async (unitOfWork: UnitOfWork, overrides: Partial<Session> = {}) => {
  const { user } = await storeAccount(unitOfWork)
  const session = aSession({ userId: user.id, ...overrides })
  await stored(unitOfWork, ({ sessions }) => sessions.open(session))
  return { user, session }
}

type Run = <T>(work: (stores: Stores) => ResultAsync<T, unknown>) => Promise<T>
const findUser = async (run: Run, tokenHash: string, now: number) =>
  (await run(({ sessions }) => sessions.findUsers([tokenHash], now)))[0]

export const sessionStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)

  describe(`${adapter} keeps the SessionStore contract`, () => {
    test('finds the user of an open session', async ({ unitOfWork, run }) => {
      const { user, session } = await login(unitOfWork)
      expect(await findUser(run, session.tokenHash, TEST_NOW)).toEqual(user)
    })

    test('finds the user as they are now', async ({ unitOfWork, run }) => {
      const { user, session } = await login(unitOfWork)
      const renamed = { ...user, name: 'Renamed', role: 'admin' as const }
      await run(({ users }) => users.save({ user: renamed, passwordHash: null }))
      expect(await findUser(run, session.tokenHash, TEST_NOW)).toEqual(renamed)
    })

    test('finds many at once, in the order of the question', async ({ unitOfWork, run }) => {
      const [ayu, budi, gone] = [
        await login(unitOfWork),
        await login(unitOfWork),
        await login(unitOfWork, { expiresAt: 0 }),
      ]
      const asked = [budi, gone, ayu, budi].map(({ session }) => session.tokenHash)
      const found = await run(({ sessions }) => sessions.findUsers(asked, TEST_NOW))
      expect(found).toEqual([budi.user, undefined, ayu.user, budi.user])
      expect(await run(({ sessions }) => sessions.findUsers([], TEST_NOW))).toEqual([])
    })

    test('finds nobody under an unknown token', async ({ run }) => {
      expect(await findUser(run, '0'.repeat(64), TEST_NOW)).toBeUndefined()
    })

    test('hands copies in and out', async ({ unitOfWork, run }) => {
      const { user } = await storeAccount(unitOfWork)
      const session = aSession({ userId: user.id })
      const { tokenHash } = session
      await run(({ sessions }) => sessions.open(session))
      Object.assign(session, { expiresAt: 0 })
      const find = () => findUser(run, tokenHash, TEST_NOW)
      await expectCopies(user, async () => undefined, find)
    })

    test('ends a session at the moment it expires', async ({ unitOfWork, run }) => {
      const { session } = await login(unitOfWork, { expiresAt: TEST_NOW + 1_000 })
      const find = (now: number) => findUser(run, session.tokenHash, now)
      expect(await find(TEST_NOW + 999)).toBeDefined()
      expect(await find(TEST_NOW + 1_000)).toBeUndefined()
    })

    test('closes one session and leaves the others of its user', async ({ unitOfWork, run }) => {
      const { user, session } = await login(unitOfWork)
      const other = aSession({ userId: user.id })
      await run(({ sessions }) => sessions.open(other).andThen(() => sessions.close(session.tokenHash)))
      expect(await findUser(run, session.tokenHash, TEST_NOW)).toBeUndefined()
      expect(await findUser(run, other.tokenHash, TEST_NOW)).toEqual(user)
    })

    test('forgets what expired before a moment, and nothing else', async ({ unitOfWork, run }) => {
      const { session: old } = await login(unitOfWork, { expiresAt: TEST_NOW - 1 })
      const { session: kept } = await login(unitOfWork, { expiresAt: TEST_NOW })
      await run(({ sessions }) => sessions.forget(TEST_NOW))
      const find = ({ tokenHash }: Session) => findUser(run, tokenHash, TEST_NOW - 2)
      expect(await find(old)).toBeUndefined()
      expect(await find(kept)).toBeDefined()
    })

    test('closing a closed session changes nothing', async ({ unitOfWork, run }) => {
      const { session } = await login(unitOfWork)
      await run(({ sessions }) => sessions.close(session.tokenHash))
      await run(({ sessions }) => sessions.close(session.tokenHash))
      expect(await findUser(run, session.tokenHash, TEST_NOW)).toBeUndefined()
    })

    test("closes all of a user's sessions and nobody else's", async ({ unitOfWork, run }) => {
      const [ayu, budi] = [await login(unitOfWork), await login(unitOfWork)]
      const second = aSession({ userId: ayu.user.id })
      await run(({ sessions }) => sessions.open(second).andThen(() => sessions.closeAllOf(ayu.user.id)))
      expect(await findUser(run, ayu.session.tokenHash, TEST_NOW)).toBeUndefined()
      expect(await findUser(run, second.tokenHash, TEST_NOW)).toBeUndefined()
      expect(await findUser(run, budi.session.tokenHash, TEST_NOW)).toEqual(budi.user)
    })

    test("closes all of a user's sessions except the one named", async ({ unitOfWork, run }) => {
      const { user, session } = await login(unitOfWork)
      const kept = aSession({ userId: user.id })
      await run(({ sessions }) => sessions.open(kept).andThen(() => sessions.closeAllOf(user.id, kept.tokenHash)))
      expect(await findUser(run, session.tokenHash, TEST_NOW)).toBeUndefined()
      expect(await findUser(run, kept.tokenHash, TEST_NOW)).toEqual(user)
    })
  })
}
