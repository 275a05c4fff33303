import type { MediaUse } from '../media/media-file.ts'
import type { MediaId } from '../message/content.ts'
import type { Stored } from './unit-of-work.ts'

/** Which messages have which media. */
export interface MediaUseStore {
  /** Of media that this unit of work has appended or holds. */
  append(uses: readonly MediaUse[]): Stored<void>
  /** All uses of these media, in no particular order. */
  of(mediaIds: readonly MediaId[]): Stored<readonly MediaUse[]>
}
