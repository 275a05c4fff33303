/** The values under those of `keys` that exist, each once, in the order asked. */
export const existing = <K, V>(map: ReadonlyMap<K, V>, keys: readonly K[]): readonly V[] =>
  [...new Set(keys)].flatMap((key) => {
    const value = map.get(key)
    return value === undefined ? [] : [value]
  })

/** What a database's foreign key does: refuses, as a bug, to point at what is not there. */
export const mustExist = <K, V>(map: ReadonlyMap<K, V>, key: K, what: string): V => {
  const value = map.get(key)
  if (value === undefined) throw new Error(`There is no ${what} ${String(key)}.`)
  return value
}
