import * as v from 'valibot'

/** What is wrong, and where below the value that is checked. */
export type Finding = Readonly<{ at: readonly (string | number)[]; message: string }>

/** Checks fields against each other, also where single ones are wrong already: hence `unknown`. */
export const across = <T>(find: (value: unknown) => readonly Finding[]): v.RawCheckAction<T> =>
  v.rawCheck<T>(({ dataset, addIssue }) => {
    for (const { at, message } of find(dataset.value)) {
      const [first, ...rest] = pathTo(dataset.value, at)
      addIssue(first === undefined ? { message } : { message, path: [first, ...rest] })
    }
  })

const pathTo = (root: unknown, keys: readonly (string | number)[]): readonly v.IssuePathItem[] => {
  let input = root
  return keys.map((key) => {
    const value = property(input, key)
    const item = { type: 'unknown', origin: 'value', input, key, value } as const
    input = value
    return item
  })
}

export const property = (value: unknown, key: string | number): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Names each later twin of an earlier value. */
export const repeated = <T>(
  items: readonly T[],
  valueOf: (item: T) => unknown,
  at: (item: T, index: number) => Finding['at'],
): readonly Finding[] => {
  const seen = new Set<unknown>()
  return items.flatMap((item, index) => {
    const value = valueOf(item)
    if (value === undefined || !seen.has(value)) {
      seen.add(value)
      return []
    }
    return [{ at: at(item, index), message: 'must be unique' }]
  })
}
