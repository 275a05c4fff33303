import { type Unavailable, unavailable } from '@boztell/core'
import { err, ok, type Result, type ResultAsync, ResultAsync as Async } from 'neverthrow'

type Options<T, R> = Readonly<{
  /** What is gathered, for who reads why it was refused: `webhooks`. */
  items: string
  /** Answers each item in its place. A bug must keep nothing of the group, or let the same be done again. */
  commit: (group: readonly T[]) => ResultAsync<readonly R[], Unavailable>
  /** What an item counts for in the two limits; 1 unless given. */
  sizeOf?: (item: T) => number
  /** What may wait; more is refused, so that memory stays bounded while the database is slow. */
  maxWaiting: number
  /** What a group may hold; one item always may. */
  maxGroup: number
  /** Groups committed at the same time; 1 unless given. All but the first must be full. */
  maxInFlight?: number
  /** Items that share one of these names keep their order: they are never in two groups at the same time. */
  namesOf?: (item: T) => readonly string[]
}>

export type GroupCommit<T, R> = Readonly<{
  /** The item's own answer, once its group is committed. */
  add: (item: T) => ResultAsync<R, Unavailable>
  /** Resolves when nothing is waiting or being committed. */
  idle: () => Promise<void>
}>

type Waiting<T, R> = Readonly<{
  item: T
  size: number
  names: readonly string[]
  resolve: (answer: Result<R, Unavailable>) => void
  reject: (bug: unknown) => void
}>

/**
 * Commits what comes in groups: one is gathered while the one before it commits (D5). There is no timer, so that a lone item
 * does not wait, and the busier it gets, the larger the groups grow. A full one need not wait for the one before, which would
 * leave this process idle whenever the database works.
 */
export const createGroupCommit = <T, R>(options: Options<T, R>): GroupCommit<T, R> => {
  const { commit, sizeOf = () => 1, maxWaiting, maxGroup, maxInFlight = 1, namesOf = () => [] } = options
  let waiting: Waiting<T, R>[] = []
  let waitingSize = 0
  const inFlight = new Map<Promise<void>, readonly Waiting<T, R>[]>()

  const commitGroup = async (group: readonly Waiting<T, R>[]): Promise<void> => {
    try {
      const result = await commit(group.map(({ item }) => item))
      group.forEach(({ resolve }, index) => resolve(result.andThen((answers) => answerIn(answers, index))))
    } catch (bug) {
      // Each apart, so that the one that hurts hurts nobody else.
      if (group.length === 1) group[0]?.reject(bug)
      else for (const one of group) await commitGroup([one])
    }
  }

  const nextGroup = (): readonly Waiting<T, R>[] => {
    let total = 0
    const end = waiting.findIndex(({ size }, index) => (total += size) > maxGroup && index > 0)
    return end === -1 ? waiting : waiting.slice(0, end)
  }

  const mayPass = (group: readonly Waiting<T, R>[]): boolean => {
    if (inFlight.size === maxInFlight || waitingSize < maxGroup) return false
    const taken = new Set([...inFlight.values()].flatMap((before) => before.flatMap(({ names }) => names)))
    return !group.some(({ names }) => names.some((name) => taken.has(name)))
  }

  const commitWhatMay = () => {
    while (waiting.length > 0) {
      const group = nextGroup()
      if (inFlight.size > 0 && !mayPass(group)) return
      waiting = waiting.slice(group.length)
      waitingSize -= group.reduce((sum, { size }) => sum + size, 0)
      const committed = commitGroup(group).then(() => {
        inFlight.delete(committed)
        commitWhatMay()
      })
      inFlight.set(committed, group)
    }
  }

  const join = (item: T): Promise<Result<R, Unavailable>> => {
    const size = sizeOf(item)
    if (waiting.length > 0 && waitingSize + size > maxWaiting)
      return Promise.resolve(err(unavailable(`too many ${options.items} are waiting`)))
    waitingSize += size
    const names = namesOf(item)
    const joined = new Promise<Result<R, Unavailable>>((resolve, reject) =>
      waiting.push({ item, size, names, resolve, reject }),
    )
    commitWhatMay()
    return joined
  }

  const idle = async () => {
    while (inFlight.size > 0) await Promise.all(inFlight.keys())
  }

  return { add: (item) => new Async(join(item)), idle }
}

const answerIn = <R>(answers: readonly R[], index: number): Result<R, never> => {
  if (index >= answers.length) throw new Error('a member of a group has no answer')
  return ok(answers[index] as R)
}
