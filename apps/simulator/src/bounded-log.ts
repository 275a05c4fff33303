/** Keeps the newest entries only, so that a simulator that runs for days does not grow. */
export type BoundedLog<T> = Readonly<{ add: (entry: T) => T; all: () => readonly T[]; clear: () => void }>

export const createBoundedLog = <T>(limit = 20_000): BoundedLog<T> => {
  let entries: T[] = []
  return {
    add: (entry) => {
      entries.push(entry)
      if (entries.length > limit * 1.1) entries = entries.slice(-limit)
      return entry
    },
    all: () => entries,
    clear: () => {
      entries = []
    },
  }
}
