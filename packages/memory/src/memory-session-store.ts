import type { SessionStore } from '@boztell/core'
import { answer } from './answer.ts'
import { mustExist } from './existing.ts'
import type { MemoryState } from './memory-state.ts'

export const memorySessionStore = ({ accounts, sessions }: MemoryState): SessionStore => ({
  open: (given) => {
    const session = structuredClone(given)
    return answer(() => {
      mustExist(accounts, session.userId, 'user')
      sessions.set(session.tokenHash, session)
    })
  },
  findUsers: (tokenHashes, now) =>
    answer(() =>
      tokenHashes.map((tokenHash) => {
        const session = sessions.get(tokenHash)
        return session && session.expiresAt > now ? accounts.get(session.userId)?.user : undefined
      }),
    ),
  close: (tokenHash) =>
    answer(() => {
      sessions.delete(tokenHash)
    }),
  forget: (before) =>
    answer(() => {
      for (const { tokenHash, expiresAt } of sessions.values()) if (expiresAt < before) sessions.delete(tokenHash)
    }),
  closeAllOf: (userId, except) =>
    answer(() => {
      for (const { tokenHash, userId: owner } of sessions.values())
        if (owner === userId && tokenHash !== except) sessions.delete(tokenHash)
    }),
})
