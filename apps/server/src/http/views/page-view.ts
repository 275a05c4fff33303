import type { Page } from '@boztell/core'
import * as v from 'valibot'

export const pageSchema = <S extends v.GenericSchema>(item: S) =>
  v.object({ data: v.array(item), next_cursor: v.nullable(v.string()) })

export const pageView = <T, V>({ data, nextCursor }: Page<T>, view: (item: T) => V) => ({
  data: data.map(view),
  next_cursor: nextCursor,
})
