import * as v from 'valibot'

/** 1 to `max` items; one item that is wrong does not hide that there are too many. */
export const limitedList = <const S extends v.GenericSchema>(item: S, max: number) =>
  v.pipe(
    v.array(item),
    v.minLength(1),
    v.maxLength(max, tooMany(max)),
    v.rawCheck(({ dataset, addIssue }) => {
      const isCounted = dataset.typed
      if (!isCounted && Array.isArray(dataset.value) && dataset.value.length > max) addIssue({ message: tooMany(max) })
    }),
  )

const tooMany = (max: number): string => `must have at most ${max} item${max === 1 ? '' : 's'}`
