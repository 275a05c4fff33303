import type { MediaStorage, Unavailable } from '@boztell/core'
import type { ResultAsync } from 'neverthrow'

export type PreparedMediaStorage = MediaStorage &
  Readonly<{
    /** Whether it can be used, to be asked at the start. */
    prepare: () => ResultAsync<void, Unavailable>
  }>
