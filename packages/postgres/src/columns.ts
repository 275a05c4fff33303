import type { ColumnType } from 'kysely'

/** Read as an Instant (see `connect.ts`), written as RFC 3339. */
export type At = ColumnType<number, string, string>
export type MaybeAt = ColumnType<number | null, string | null | undefined, string | null>
/** Read parsed, written as JSON text. */
export type JsonColumn<T> = ColumnType<T, string, string>
export type MaybeJson<T> = ColumnType<T | null, string | null | undefined, string | null>
