import type { UnitOfWork, UserId } from '@boztell/core'
import { seededUsers } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { anAccount } from '../builders/a-user.ts'
import { anId } from '../builders/an-id.ts'
import { allPages, expectCopies, expectToWait, storeTest, times } from './store-test.ts'

export const userStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)

  describe(`${adapter} keeps the UserStore contract`, () => {
    test('finds a saved account by id and by email', async ({ run }) => {
      const account = anAccount({}, '$argon2id$…')
      await run(({ users }) => users.save(account))
      expect(await run(({ users }) => users.find(account.user.id))).toEqual(account)
      expect(await run(({ users }) => users.findByEmail(account.user.email!))).toEqual(account)
    })

    test('finds nobody under an unknown id or email', async ({ run }) => {
      expect(await run(({ users }) => users.find(anId<UserId>()))).toBeUndefined()
      expect(await run(({ users }) => users.findByEmail('nobody@example.com'))).toBeUndefined()
    })

    test('hands copies in and out', async ({ run }) => {
      const account = anAccount()
      const { id } = account.user
      await expectCopies(
        account,
        (given) => run(({ users }) => users.save(given)),
        () => run(({ users }) => users.find(id)),
      )
    })

    test('replaces every field of an account saved again but its email and its creation', async ({ run }) => {
      const { user } = anAccount()
      const email = `${anId()}@example.com`
      const changed = anAccount(
        { ...user, name: 'New', role: 'supervisor', status: 'suspended', availability: 'away' },
        '$new$',
      )
      await run(({ users }) => users.save({ user, passwordHash: '$old$' }))
      await run(({ users }) => users.save({ ...changed, user: { ...changed.user, email, createdAt: TEST_NOW - 1 } }))
      expect(await run(({ users }) => users.find(user.id))).toEqual(changed)
      expect(await run(({ users }) => users.findByEmail(email))).toBeUndefined()
    })

    test.for(seededUsers)('holds the seeded user $name from its first day', async (user, { run }) => {
      expect(await run(({ users }) => users.find(user.id))).toEqual({ user, passwordHash: null })
    })

    test('lists users oldest first, page by page, without the seeded ones', async ({ run }) => {
      const [oldest, newest, between] = [0, 2, 1].map((later) => anAccount({ createdAt: TEST_NOW - 1_000 + later }))
      for (const account of [newest!, oldest!, between!]) await run(({ users }) => users.save(account))
      const ours = new Set([oldest, between, newest].map((account) => account!.user.id))

      const listed = await allPages((cursor) => run(({ users }) => users.list({ limit: 2, cursor })))
      expect(listed.filter(({ id }) => ours.has(id))).toEqual([oldest!.user, between!.user, newest!.user])
      expect(listed.filter(({ role }) => role === 'system')).toEqual([])
    })

    test('lists each of many users of the same moment once', async ({ run }) => {
      const accounts = times(5, () => anAccount({ createdAt: TEST_NOW + 77 }))
      for (const account of accounts) await run(({ users }) => users.save(account))
      const listed = await allPages((cursor) => run(({ users }) => users.list({ limit: 2, cursor })))
      const ours = new Set(accounts.map(({ user }) => user.id))
      expect(listed.filter(({ id }) => ours.has(id))).toHaveLength(5)
    })

    test('gives pages of the asked length, and no cursor after the last', async ({ run }) => {
      await run(({ users }) => users.save(anAccount()).andThen(() => users.save(anAccount())))
      const first = await run(({ users }) => users.list({ limit: 1, cursor: null }))
      expect(first.data).toHaveLength(1)
      expect(first.nextCursor).toEqual(expect.any(String))
      expect((await run(({ users }) => users.list({ limit: 1_000, cursor: null }))).nextCursor).toBeNull()
    })

    test('lockAll makes other units of work wait', async ({ unitOfWork }) => {
      await expectToWait(unitOfWork, ({ users }) => users.lockAll())
    })

    test('lets 10 units of work that lock all decide one after the other', async ({ run }) => {
      const account = anAccount({ name: '0' })
      const { id } = account.user
      await run(({ users }) => users.save(account))
      const countUp = () =>
        run(({ users }) =>
          users
            .lockAll()
            .andThen(() => users.find(id))
            .andThen((found) => users.save(anAccount({ ...found!.user, name: String(Number(found!.user.name) + 1) }))),
        )
      await Promise.all(times(10, countUp))
      expect((await run(({ users }) => users.find(id)))?.user.name).toBe('10')
    })
  })
}
