import type { MediaStorage, Unavailable } from '@boztell/core'
import type { ResultAsync } from 'neverthrow'

export type PreparedMediaStorage = MediaStorage &
  Readonly<{
    /** Whether it can be used, to be asked at the start. */
    prepare: () => ResultAsync<void, Unavailable>
    /**
     * As `put`, of a file on this machine that nobody changes any more, and without its bytes being read: hundreds of megabytes that
     * need not be moved. Missing where the storage is not on this machine.
     */
    adopt?: (key: string, path: string, size: number) => ResultAsync<void, Unavailable>
  }>
