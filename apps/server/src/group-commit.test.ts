import { type Unavailable, unavailable } from '@boztell/core'
import { err, ok, type Result, ResultAsync } from 'neverthrow'
import { describe, expect, test, vi } from 'vitest'
import { createGroupCommit } from './group-commit.ts'

type Answers = Result<readonly string[], Unavailable>

type Limits = Partial<
  Pick<
    Parameters<typeof createGroupCommit<string, string>>[0],
    'maxWaiting' | 'maxGroup' | 'maxInFlight' | 'sizeOf' | 'namesOf'
  >
>

const setUp = (limits: Limits = {}) => {
  const groups: { items: readonly string[]; end: PromiseWithResolvers<Answers>; succeed: () => void }[] = []
  const commits = createGroupCommit<string, string>({
    items: 'letters',
    commit: (items) => {
      const end = Promise.withResolvers<Answers>()
      groups.push({ items, end, succeed: () => end.resolve(ok(items.map((item) => item.toUpperCase()))) })
      return new ResultAsync(end.promise)
    },
    maxWaiting: 100,
    maxGroup: 100,
    ...limits,
  })
  /** The group of this number, once it is being committed. */
  const group = (number: number) => vi.waitFor(() => groups[number] ?? expect.fail(`there is no group ${number}`))
  return { groups, group, commits }
}

describe('A group commit', () => {
  test('commits a lone item at once', async () => {
    const { groups, commits } = setUp()
    const a = commits.add('a')
    expect(groups.map(({ items }) => items)).toEqual([['a']])
    groups[0]!.succeed()
    expect(await a).toEqual(ok('A'))
  })

  test('gathers what comes while the group before commits, and commits one group at a time', async () => {
    const { groups, group, commits } = setUp()
    const all = ['a', 'b', 'c', 'd'].map((item) => commits.add(item))
    expect(groups).toHaveLength(1)
    groups[0]!.succeed()
    const second = await group(1)
    expect(second.items).toEqual(['b', 'c', 'd'])
    second.succeed()
    expect(await Promise.all(all)).toEqual([ok('A'), ok('B'), ok('C'), ok('D')])
    await commits.idle()
    expect(groups).toHaveLength(2)
  })

  test('answers nobody before the group is committed', async () => {
    const { groups, commits } = setUp()
    let answered = false
    const a = commits.add('a').map(() => (answered = true))
    await Promise.resolve()
    expect(answered).toBe(false)
    groups[0]!.succeed()
    expect((await a).isOk()).toBe(true)
  })

  test('tells every member of a group that it failed, and goes on with the next', async () => {
    const { groups, group, commits } = setUp()
    const [a, b, c] = [commits.add('a'), commits.add('b'), commits.add('c')]
    groups[0]!.succeed()
    const gone = err(unavailable('gone'))
    ;(await group(1)).end.resolve(gone)
    expect(await Promise.all([a, b, c])).toEqual([ok('A'), gone, gone])
    const d = commits.add('d')
    ;(await group(2)).succeed()
    expect(await d).toEqual(ok('D'))
  })

  test('commits each apart after a bug, which only the one hears of whose it was', async () => {
    const { groups, group, commits } = setUp()
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((item) => commits.add(item))
    groups[0]!.succeed()
    ;(await group(1)).end.reject(new Error('somebody’s bug'))
    ;(await group(2)).succeed()
    ;(await group(3)).end.reject(new Error('a bug of c'))
    await expect(c).rejects.toThrow('a bug of c')
    ;(await group(4)).succeed()
    expect(await Promise.all([a, b, d])).toEqual([ok('A'), ok('B'), ok('D')])
    expect(groups.map(({ items }) => items.join())).toEqual(['a', 'b,c,d', 'b', 'c', 'd'])
  })

  test('counts items by their size, and lets one that is too large by itself pass alone', async () => {
    const { groups, group, commits } = setUp({ sizeOf: (item) => item.length, maxWaiting: 12, maxGroup: 4 })
    const all = ['a', 'bb', 'cc', 'd', 'eeeee', 'ff'].map((item) => commits.add(item))
    expect((await commits.add('g')).isErr()).toBe(true)
    groups[0]!.succeed()
    for (const number of [1, 2, 3]) (await group(number)).succeed()
    ;(await group(4)).succeed()
    expect((await Promise.all(all)).every((answer) => answer.isOk())).toBe(true)
    expect(groups.map(({ items }) => items.join())).toEqual(['a', 'bb,cc', 'd', 'eeeee', 'ff'])
    const large = commits.add('h'.repeat(20))
    ;(await group(5)).succeed()
    expect((await large).isOk()).toBe(true)
  })

  test('refuses more than may wait', async () => {
    const { groups, group, commits } = setUp({ maxWaiting: 1 })
    const [a, b] = [commits.add('a'), commits.add('b')]
    expect(await commits.add('c')).toEqual(err(unavailable('too many letters are waiting')))
    groups[0]!.succeed()
    ;(await group(1)).succeed()
    expect(await Promise.all([a, b])).toEqual([ok('A'), ok('B')])
  })

  test('lets a full group pass the one before, but no more at the same time than may be in flight', async () => {
    const { groups, group, commits } = setUp({ maxGroup: 2, maxInFlight: 2 })
    const all = ['a', 'b'].map((item) => commits.add(item))
    expect(groups.map(({ items }) => items.join())).toEqual(['a'])
    all.push(...['c', 'd', 'e', 'f'].map((item) => commits.add(item)))
    expect(groups.map(({ items }) => items.join())).toEqual(['a', 'b,c'])
    groups[1]!.succeed()
    ;(await group(2)).succeed()
    groups[0]!.succeed()
    ;(await group(3)).succeed()
    expect((await Promise.all(all)).every((answer) => answer.isOk())).toBe(true)
    await commits.idle()
    expect(groups.map(({ items }) => items.join())).toEqual(['a', 'b,c', 'd,e', 'f'])
  })

  test('commits each apart after a bug while another group is in flight, and lets no third begin meanwhile', async () => {
    const { groups, group, commits } = setUp({ maxGroup: 2, maxInFlight: 2 })
    const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((item) => commits.add(item))
    expect(groups.map(({ items }) => items.join())).toEqual(['a', 'b,c'])
    groups[1]!.end.reject(new Error('somebody’s bug'))
    expect((await group(2)).items).toEqual(['b'])
    groups[2]!.succeed()
    ;(await group(3)).end.reject(new Error('a bug of c'))
    await expect(all[2]).rejects.toThrow('a bug of c')
    expect((await group(4)).items).toEqual(['d', 'e'])
    let isIdle = false
    const idle = commits.idle().then(() => (isIdle = true))
    groups[4]!.succeed()
    expect([await all[3], await all[4]]).toEqual([ok('D'), ok('E')])
    expect([groups.length, isIdle]).toEqual([5, false])
    groups[0]!.succeed()
    ;(await group(5)).succeed()
    expect([await all[0], await all[1], await all[5]]).toEqual([ok('A'), ok('B'), ok('F')])
    await idle
    expect(groups.map(({ items }) => items.join())).toEqual(['a', 'b,c', 'b', 'c', 'd,e', 'f'])
  })

  test('keeps the order of items that share a name', async () => {
    const { groups, group, commits } = setUp({ maxGroup: 2, maxInFlight: 2, namesOf: (item) => [item.charAt(0)] })
    const all = ['a1', 'b1', 'a2', 'c1', 'd1'].map((item) => commits.add(item))
    expect(groups.map(({ items }) => items.join())).toEqual(['a1'])
    groups[0]!.succeed()
    ;(await group(2)).succeed()
    groups[1]!.succeed()
    expect((await Promise.all(all)).every((answer) => answer.isOk())).toBe(true)
    expect(groups.map(({ items }) => items.join())).toEqual(['a1', 'b1,a2', 'c1,d1'])
  })

  test('is idle only when nothing is in flight', async () => {
    const { groups, commits } = setUp({ maxGroup: 1, maxInFlight: 2 })
    let isIdle = false
    const [a, b] = [commits.add('a'), commits.add('b')]
    const idle = commits.idle().then(() => (isIdle = true))
    groups[1]!.succeed()
    expect((await b).isOk()).toBe(true)
    expect(isIdle).toBe(false)
    groups[0]!.succeed()
    expect((await a).isOk()).toBe(true)
    await idle
  })

  test('makes groups no larger than they may be', async () => {
    const { groups, group, commits } = setUp({ maxGroup: 2 })
    const all = ['a', 'b', 'c', 'd'].map((item) => commits.add(item))
    for (const number of [0, 1, 2]) (await group(number)).succeed()
    expect((await Promise.all(all)).every((result) => result.isOk())).toBe(true)
    expect(groups.map(({ items }) => items)).toEqual([['a'], ['b', 'c'], ['d']])
  })
})
