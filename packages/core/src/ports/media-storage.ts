import type { ResultAsync } from 'neverthrow'
import type { Unavailable } from '../errors.ts'

/** Both ends are counted, from 0, as in HTTP: `{first: 0, last: 0}` is the first byte. */
export type ByteRange = Readonly<{ first: number; last: number }>

export type StoredContent = Readonly<{
  /** Bytes of the whole file, also where only a range of it is read. */
  size: number
  /**
   * Nothing is opened before the first chunk is asked for, so it may be left unread; whoever stops early calls `return`, as
   * `for await` does. Throws where the storage breaks off.
   */
  content: AsyncIterable<Uint8Array>
}>

export type StoredObject = Readonly<{ key: string; size: number }>

/**
 * Files by name. Names are words of `a-z 0-9 . - _` between slashes; see `media/media-key.ts`. A file is there whole or not at all,
 * and never changes.
 */
export interface MediaStorage {
  /**
   * Keeps exactly `size` bytes, or nothing: where `content` throws or has another length, what is there stays as it is and the
   * promise rejects. What was there by that name is replaced at once.
   */
  put(
    key: string,
    content: AsyncIterable<Uint8Array>,
    file: Readonly<{ size: number; mimeType: string }>,
  ): ResultAsync<void, Unavailable>
  /** A range that ends behind the file ends with it; one that begins behind it is empty. */
  get(key: string, range?: ByteRange): ResultAsync<StoredContent | undefined, Unavailable>
  /** What is not there is passed over. */
  delete(keys: readonly string[]): ResultAsync<void, Unavailable>
  exists(key: string): ResultAsync<boolean, Unavailable>
  /** Every file whose name begins with `prefix`, in no particular order, while they are read. Throws where the storage breaks off. */
  list(prefix: string): AsyncIterable<StoredObject>
}
