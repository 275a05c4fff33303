/** `cursor` is what the page before gave as `nextCursor`; opaque. */
export type PageRequest = Readonly<{ limit: number; cursor: string | null }>
export type Page<T> = Readonly<{ data: readonly T[]; nextCursor: string | null }>
