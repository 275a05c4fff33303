import type { Stored, Stores, UnitOfWork } from '@boztell/core'
import { SYSTEM_USER_ID } from '@boztell/core'
import type { ResultAsync } from 'neverthrow'
import { okAsync } from 'neverthrow'
import { test as base, expect } from 'vitest'
import { stored } from '../builders/store.ts'

/** A `test` whose `run` runs work in a unit of its own and answers its value; one store serves all tests of a contract. */
export const storeTest = (makeUnitOfWork: () => Promise<UnitOfWork>) =>
  base
    .extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())
    .extend(
      'run',
      ({ unitOfWork }) =>
        <T>(work: (stores: Stores) => ResultAsync<T, unknown>): Promise<T> =>
          stored(unitOfWork, work),
    )

export const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index))

const spoil = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) return
  Object.values(value).forEach(spoil)
  for (const key of Object.keys(value)) Reflect.deleteProperty(value, key)
}

/** Proves that neither what was given to a store nor what it answered is its own: spoiling them changes nothing. */
export const expectCopies = async <T extends object>(
  given: T,
  save: (given: T) => Promise<unknown>,
  find: () => Promise<T | undefined>,
): Promise<void> => {
  // A copy, for builders may share parts between values.
  const saved = structuredClone(given)
  await save(saved)
  spoil(saved)
  const answered = await find()
  expect(answered).toEqual(given)
  spoil(answered)
  expect(await find()).toEqual(given)
}

/** So many round trips that whoever does not wait gets past. */
export const dawdle = (stores: Stores): Stored<unknown> =>
  times(100, () => stores).reduce<Stored<unknown>>(
    (before, { users }) => before.andThen(() => users.find(SYSTEM_USER_ID)),
    okAsync(undefined),
  )

/** Proves that `lock` makes a second unit of work wait until the first one has ended. */
export const expectToWait = async (
  unitOfWork: UnitOfWork,
  lock: (stores: Stores) => Stored<unknown>,
): Promise<void> => {
  const steps: string[] = []
  const locked = Promise.withResolvers<undefined>()
  const first = stored(unitOfWork, (stores) =>
    lock(stores)
      .andThen(() => {
        locked.resolve(undefined)
        return dawdle(stores)
      })
      .map(() => steps.push('the first ends')),
  )
  await Promise.race([locked.promise, first])
  const second = stored(unitOfWork, (stores) => lock(stores).map(() => steps.push('the second goes on')))
  await Promise.all([first, second])
  expect(steps).toEqual(['the first ends', 'the second goes on'])
}

/** Every item of a list, page by page; fails when an item comes twice. */
export const allPages = async <T>(
  page: (cursor: string | null) => Promise<Readonly<{ data: readonly T[]; nextCursor: string | null }>>,
): Promise<readonly T[]> => {
  const items: T[] = []
  let cursor: string | null = null
  do {
    const { data, nextCursor }: Awaited<ReturnType<typeof page>> = await page(cursor)
    items.push(...data)
    cursor = nextCursor
  } while (cursor !== null)
  expect(new Set(items.map((item) => JSON.stringify(item))).size, 'items come once').toBe(items.length)
  return items
}
