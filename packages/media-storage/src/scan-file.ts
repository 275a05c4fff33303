import { type Unavailable, unavailable } from '@boztell/core'
import { type Result, err, ok } from 'neverthrow'
import { runProgram } from './run-program.ts'

/** A scanner may have to load its signatures first. */
const DEADLINE = 120_000
/** With this one clamscan, clamdscan, and by old custom other programs too, say that they could not look. */
const TROUBLE = 2

/** Lets `command` see the file, whose path comes last. Why it was refused, null if it was not. */
export const scanFile = async (
  command: readonly string[],
  path: string,
): Promise<Result<string | null, Unavailable>> => {
  const end = await runProgram([...command, path], DEADLINE)
  if (end === 'missing') return err(unavailable(`The scanner ${command[0] ?? ''} can't be run.`))
  const { status, output } = end
  if (status === 0) return ok(null)
  if (status === null || status === TROUBLE) return err(unavailable(`The scanner failed: ${output || 'it was killed'}`))
  return ok(output.replaceAll(path, 'the file') || `The scanner refused it with ${status}.`)
}
