import { humanBytes } from './human-bytes.ts'
import type { VerificationProgress } from './verify-media.ts'

const WIDTH = 30

/** `[######------]  50 %  1.2 GB of 2.4 GB  12 of 40 files`; files that are missing count as read. */
export const progressBar = ({ bytes, totalBytes, files, totalFiles }: VerificationProgress): string => {
  const isDone = files >= totalFiles
  const part = isDone ? 1 : Math.min(0.999, totalBytes === 0 ? 0 : bytes / totalBytes)
  const filled = Math.round(part * WIDTH)
  const bar = `${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}`
  const percent = String(Math.floor(part * 100)).padStart(3)
  return `[${bar}] ${percent} %  ${humanBytes(bytes)} of ${humanBytes(totalBytes)}  ${files} of ${totalFiles} files`
}
