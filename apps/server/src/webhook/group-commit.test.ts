import { type Unavailable, unavailable } from '@boztell/core'
import { err, ok, type Result, ResultAsync } from 'neverthrow'
import { describe, expect, test, vi } from 'vitest'
import { createGroupCommit } from './group-commit.ts'

const setUp = (limits: Readonly<{ maxWaiting?: number; maxGroup?: number }> = {}) => {
  const groups: { items: readonly string[]; end: PromiseWithResolvers<Result<void, Unavailable>> }[] = []
  const commits = createGroupCommit<string>({
    commit: (items) => {
      const end = Promise.withResolvers<Result<void, Unavailable>>()
      groups.push({ items, end })
      return new ResultAsync(end.promise)
    },
    maxWaiting: 100,
    maxGroup: 100,
    ...limits,
  })
  return { groups, commits }
}

describe('A group commit', () => {
  test('commits a lone item at once', async () => {
    const { groups, commits } = setUp()
    const a = commits.add('a')
    expect(groups.map(({ items }) => items)).toEqual([['a']])
    groups[0]!.end.resolve(ok())
    expect((await a).isOk()).toBe(true)
  })

  test('gathers what comes while the group before commits, and commits one group at a time', async () => {
    const { groups, commits } = setUp()
    const all = ['a', 'b', 'c', 'd'].map((item) => commits.add(item))
    expect(groups).toHaveLength(1)
    groups[0]!.end.resolve(ok())
    await vi.waitFor(() => expect(groups).toHaveLength(2))
    expect(groups[1]!.items).toEqual(['b', 'c', 'd'])
    groups[1]!.end.resolve(ok())
    expect((await Promise.all(all)).every((result) => result.isOk())).toBe(true)
    await commits.idle()
    expect(groups).toHaveLength(2)
  })

  test('answers nobody before the group is committed', async () => {
    const { groups, commits } = setUp()
    let answered = false
    const a = commits.add('a').map(() => (answered = true))
    await Promise.resolve()
    expect(answered).toBe(false)
    groups[0]!.end.resolve(ok())
    expect((await a).isOk()).toBe(true)
  })

  test('tells every member of a group that it failed, and goes on with the next', async () => {
    const { groups, commits } = setUp()
    const a = commits.add('a')
    const b = commits.add('b')
    groups[0]!.end.resolve(err(unavailable('gone')))
    expect((await a).isErr()).toBe(true)
    await vi.waitFor(() => expect(groups).toHaveLength(2))
    groups[1]!.end.resolve(ok())
    expect((await b).isOk()).toBe(true)
  })

  test('lets a bug escape to those whose group it was', async () => {
    const { groups, commits } = setUp()
    const a = commits.add('a')
    const b = commits.add('b')
    groups[0]!.end.reject(new Error('a bug'))
    await expect(a).rejects.toThrow('a bug')
    await vi.waitFor(() => expect(groups).toHaveLength(2))
    groups[1]!.end.resolve(ok())
    expect((await b).isOk()).toBe(true)
  })

  test('refuses more than may wait', async () => {
    const { groups, commits } = setUp({ maxWaiting: 1 })
    const a = commits.add('a')
    const b = commits.add('b')
    expect((await commits.add('c'))._unsafeUnwrapErr().type).toBe('unavailable')
    groups[0]!.end.resolve(ok())
    await vi.waitFor(() => expect(groups).toHaveLength(2))
    groups[1]!.end.resolve(ok())
    expect((await a).isOk() && (await b).isOk()).toBe(true)
  })

  test('makes groups no larger than they may be', async () => {
    const { groups, commits } = setUp({ maxGroup: 2 })
    const all = ['a', 'b', 'c', 'd'].map((item) => commits.add(item))
    for (const index of [0, 1, 2]) {
      await vi.waitFor(() => expect(groups.length).toBeGreaterThan(index))
      groups[index]!.end.resolve(ok())
    }
    expect((await Promise.all(all)).every((result) => result.isOk())).toBe(true)
    expect(groups.map(({ items }) => items)).toEqual([['a'], ['b', 'c'], ['d']])
  })
})
