import { type Unavailable, unavailable } from '@boztell/core'
import { err, type Result, type ResultAsync, ResultAsync as Async } from 'neverthrow'

type Options<T> = Readonly<{
  commit: (group: readonly T[]) => ResultAsync<void, Unavailable>
  /** Items that may wait; more are refused, so that memory stays bounded while the database is slow. */
  maxWaiting: number
  maxGroup: number
}>

export type GroupCommit<T> = Readonly<{
  /** Ok once the item's group is committed. */
  add: (item: T) => ResultAsync<void, Unavailable>
  /** Resolves when nothing is waiting or being committed. */
  idle: () => Promise<void>
}>

type Waiting<T> = Readonly<{
  item: T
  resolve: (result: Result<void, Unavailable>) => void
  reject: (bug: unknown) => void
}>

/**
 * Commits what comes in groups: one is gathered while the one before it commits (D5). There is no timer, so that a lone item
 * does not wait, and the busier it gets, the larger the groups grow.
 */
export const createGroupCommit = <T>({ commit, maxWaiting, maxGroup }: Options<T>): GroupCommit<T> => {
  let waiting: Waiting<T>[] = []
  let running: Promise<void> | undefined

  const run = async () => {
    while (waiting.length > 0) {
      const group = waiting.slice(0, maxGroup)
      waiting = waiting.slice(maxGroup)
      try {
        const result = await commit(group.map(({ item }) => item))
        for (const { resolve } of group) resolve(result)
      } catch (bug) {
        for (const { reject } of group) reject(bug)
      }
    }
    running = undefined
  }

  const join = (item: T): Promise<Result<void, Unavailable>> => {
    if (waiting.length >= maxWaiting) return Promise.resolve(err(unavailable('too many webhooks are waiting')))
    const joined = new Promise<Result<void, Unavailable>>((resolve, reject) => waiting.push({ item, resolve, reject }))
    running ??= run()
    return joined
  }

  return { add: (item) => new Async(join(item)), idle: async () => running }
}
