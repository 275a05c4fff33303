import { createHash } from 'node:crypto'
import {
  type MediaFile,
  type MediaStorage,
  mediaKey,
  quarantineKey,
  type Unavailable,
  type UnitOfWork,
} from '@boztell/core'
import type { ResultAsync } from 'neverthrow'

export type Finding = Readonly<{ key: string; problem: 'missing' | 'damaged'; details: string }>

export type Verification = Readonly<{ files: number; bytes: number; findings: readonly Finding[] }>

export type VerificationProgress = Readonly<{ bytes: number; totalBytes: number; files: number; totalFiles: number }>

type Needs = Readonly<{
  unitOfWork: UnitOfWork
  storage: MediaStorage
  onFinding: (finding: Finding) => void
  onProgress: (progress: VerificationProgress) => void
}>

const PAGE = 500
/** Files read at once: one waits for the network while another is hashed. */
const AT_ONCE = 4

/**
 * Reads every file that some media has, as a stream, and compares it with its hash; what was made of a file only has to be there.
 * Rejects where the database or the storage can't be reached, for that says nothing of the files.
 */
export const verifyMedia = async ({ unitOfWork, storage, onFinding, onProgress }: Needs): Promise<Verification> => {
  const findings: Finding[] = []
  let total = { files: 0, bytes: 0 }
  for await (const page of pages(unitOfWork))
    total = { files: total.files + page.length, bytes: page.reduce((sum, { size }) => sum + size, total.bytes) }

  const seen = { files: 0, bytes: 0 }
  const tell = () => onProgress({ ...seen, totalBytes: total.bytes, totalFiles: total.files })
  const onBytes = (bytes: number) => {
    seen.bytes += bytes
    tell()
  }
  const check = async (file: MediaFile) => {
    const found = [await checkFile(storage, file, onBytes), ...(await checkRenditions(storage, file))]
    for (const finding of found) {
      // What was removed in the meantime is no loss.
      if (finding === null || !(await isStillThere(unitOfWork, file))) continue
      findings.push(finding)
      onFinding(finding)
    }
    seen.files += 1
    tell()
  }
  for await (const page of pages(unitOfWork))
    for (let from = 0; from < page.length; from += AT_ONCE)
      await Promise.all(page.slice(from, from + AT_ONCE).map(check))
  return { ...seen, findings }
}

const pages = async function* (unitOfWork: UnitOfWork): AsyncIterable<readonly MediaFile[]> {
  let after: string | null = null
  for (;;) {
    const page: readonly MediaFile[] = await orThrow(unitOfWork.run(({ mediaFiles }) => mediaFiles.list(after, PAGE)))
    if (page.length === 0) return
    yield page
    after = page.at(-1)?.sha256 ?? null
  }
}

const isStillThere = async (unitOfWork: UnitOfWork, { sha256 }: MediaFile) =>
  (await orThrow(unitOfWork.run(({ mediaFiles }) => mediaFiles.find([sha256])))).length > 0

const checkFile = async (
  storage: MediaStorage,
  { sha256, size, quarantinedAt }: MediaFile,
  onBytes: (bytes: number) => void,
): Promise<Finding | null> => {
  const key = quarantinedAt === null ? mediaKey(sha256) : quarantineKey(sha256)
  let unreadable = ''
  // A place of the disk that can't be read is a damage; a storage that is away as a whole shows when it is asked again.
  for (let turn = 0; turn < 2; turn++) {
    const found = await orThrow(storage.get(key))
    if (found === undefined) return { key, problem: 'missing', details: `${size} bytes` }
    if (found.size !== size) return { key, problem: 'damaged', details: `${found.size} bytes and not ${size}` }
    try {
      const isWhole = (await hashOf(found.content, onBytes)) === sha256
      return isWhole ? null : { key, problem: 'damaged', details: 'other bytes than its hash says' }
    } catch (error) {
      unreadable = error instanceof Error ? error.message : String(error)
    }
  }
  return { key, problem: 'damaged', details: `can't be read: ${unreadable}` }
}

const hashOf = async (content: AsyncIterable<Uint8Array>, onBytes: (bytes: number) => void): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of content) {
    hash.update(chunk)
    onBytes(chunk.length)
  }
  return hash.digest('hex')
}

const checkRenditions = async (
  storage: MediaStorage,
  { thumbnail, playable, poster, quarantinedAt }: MediaFile,
): Promise<readonly Finding[]> => {
  if (quarantinedAt !== null) return []
  const findings: Finding[] = []
  for (const key of [thumbnail, playable, poster])
    if (key !== null && !(await orThrow(storage.exists(key))))
      findings.push({ key, problem: 'missing', details: 'a rendition' })
  return findings
}

const orThrow = async <T>(work: ResultAsync<T, Unavailable>): Promise<T> =>
  (await work).match(
    (value) => value,
    ({ reason }) => {
      throw new Error(reason)
    },
  )
