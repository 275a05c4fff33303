import { createDatabase, createPostgresUnitOfWork } from '@boztell/postgres'
import { createMediaStorage } from '../adapters/create-media-storage.ts'
import type { Config } from '../config.ts'
import { humanBytes } from '../media/human-bytes.ts'
import { progressBar } from '../media/progress-bar.ts'
import { type Verification, type VerificationProgress, verifyMedia } from '../media/verify-media.ts'

export const mediaUsage = 'media verify'

export type Terminal = Readonly<{
  write: (line: string) => void
  /** Shows one line in the place of the one before, '' none; null where nobody watches. */
  show: ((line: string) => void) | null
}>

/** Milliseconds between two looks of the bar. */
const PACE = 100

/** Reads every file again and tells what is missing or damaged; whether nothing is. */
export const mediaVerifyCommand = async (
  config: Config & Readonly<{ databaseUrl: string }>,
  { write, show }: Terminal,
): Promise<boolean> => {
  const database = createDatabase({ connectionString: config.databaseUrl, poolSize: 2 })
  let shownAt = 0
  const onProgress = (progress: VerificationProgress) => {
    const now = performance.now()
    if (show === null || (now - shownAt < PACE && progress.files < progress.totalFiles)) return
    shownAt = now
    show(progressBar(progress))
  }
  try {
    const verification = await verifyMedia({
      unitOfWork: createPostgresUnitOfWork(database),
      storage: createMediaStorage(config.mediaStorage),
      onFinding: ({ key, problem, details }) => {
        show?.('')
        write(`${problem}  ${key}  ${details}`)
      },
      onProgress,
    })
    show?.('')
    write(summaryOf(verification))
    return verification.findings.length === 0
  } finally {
    await database.close()
  }
}

const summaryOf = ({ files, bytes, findings }: Verification): string => {
  const whole = `${files} ${files === 1 ? 'file' : 'files'}, ${humanBytes(bytes)}`
  if (findings.length === 0) return `${whole}: nothing is missing or damaged.`
  const missing = findings.filter(({ problem }) => problem === 'missing').length
  return `${whole}: ${missing} missing, ${findings.length - missing} damaged.`
}
