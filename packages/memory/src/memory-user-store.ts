import type { UserStore } from '@boztell/core'
import { answer } from './answer.ts'
import { keysetPage } from './keyset-page.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryUserStore = ({ accounts }: MemoryState): UserStore => ({
  lockAll: () => answer(() => undefined),
  find: (id) => answer(() => accounts.get(id)),
  findByEmail: (email) => answer(() => [...accounts.values()].find(({ user }) => user.email === email)),
  list: (page) =>
    answer(() => {
      const users = [...accounts.values()].map(({ user }) => user).filter(({ role }) => role !== 'system')
      return keysetPage(users, page, ({ createdAt, id }) => [createdAt, id], 'ascending')
    }),
  save: (given) => {
    const account = structuredClone(given)
    return answer(() => {
      const { email, createdAt } = accounts.get(account.user.id)?.user ?? account.user
      accounts.set(account.user.id, { ...account, user: { ...account.user, email, createdAt } })
    })
  },
})
