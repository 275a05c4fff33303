import type { IncomingMessage } from 'node:http'
import {
  type BrokenOff,
  type MediaStaging,
  type Problem,
  type StagedFile,
  type TooLarge,
  type Unavailable,
  type ValidationFailed,
  validationFailed,
} from '@boztell/core'
import { Busboy } from '@fastify/busboy'
import { err, ok, Result, type ResultAsync } from 'neverthrow'
import { type PayloadTooLarge, payloadTooLarge } from './edge-error.ts'

/** A form with one file, which is staged; whoever gets it discards it. */
export type FileForm = Readonly<{
  fields: Readonly<Record<string, string>>
  staged: StagedFile
  filename: string | null
}>
type FormError = PayloadTooLarge | ValidationFailed | Unavailable

const KILOBYTE = 1024
/** What a form may have besides its file. */
const BESIDES = 256 * KILOBYTE
const limits = { files: 2, fields: 20, fieldSize: 64 * KILOBYTE, headerPairs: 20 }
/** As WhatsApp takes it. */
const LONGEST_NAME = 240

/**
 * Reads a multipart form as it comes, its file straight into the staging. It ends as soon as the file is larger than `maxBytes`, and
 * after any error nothing is left of it.
 */
export const readForm = async (
  incoming: IncomingMessage,
  staging: Pick<MediaStaging, 'receive' | 'discard'>,
  maxBytes: number,
): Promise<Result<FileForm, FormError>> => {
  if (Number(incoming.headers['content-length']) > maxBytes + BESIDES) return err(payloadTooLarge(maxBytes))
  const opened = openForm(incoming)
  if (opened.isErr()) return err(opened.error)
  const form = opened.value

  const fields: Record<string, string> = {}
  const problems: Problem[] = []
  let receiving: ResultAsync<StagedFile, TooLarge | BrokenOff | Unavailable> | undefined
  let filename: string | null = null
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()

  form.on('field', (name, value, _nameCut, isCut) => {
    if (isCut) problems.push({ path: name, message: 'is too long' })
    else if (Object.hasOwn(fields, name)) problems.push({ path: name, message: 'is there more than once' })
    else fields[name] = value
  })
  form.on('file', (name, stream, givenName) => {
    stream.on('error', () => undefined)
    if (name !== 'file' || receiving !== undefined) {
      problems.push({ path: name, message: name === 'file' ? 'is there more than once' : 'is not known here' })
      stream.resume()
      return
    }
    filename = cleanName(givenName)
    incoming.once('close', () => {
      if (!incoming.complete) stream.destroy(new Error('the connection ended'))
    })
    receiving = staging.receive(stream as AsyncIterable<Uint8Array>, { maxBytes })
    // Whatever else comes is of no interest: what the file has to say is said at once.
    receiving.then(
      (received) => received.isErr() && end(),
      () => end(),
    )
  })
  form.on('fieldsLimit', () => problems.push({ path: '', message: `may have ${limits.fields} fields` }))
  form.on('error', (error) => {
    problems.push({ path: '', message: `is no form that can be read: ${String(error)}` })
    end()
  })
  form.on('finish', end)
  incoming.once('close', () => {
    if (!incoming.complete) end()
  })
  incoming.pipe(form)

  await ended
  incoming.unpipe(form)
  const received = await receiving
  const isWhole = received?.isOk() === true && problems.length === 0
  if (isWhole) return ok({ fields, staged: received.value, filename })
  if (received?.isOk() === true) await staging.discard(received.value)
  if (received?.isErr() === true) return err(formError(received.error))
  return err(validationFailed(...(problems.length > 0 ? problems : [{ path: 'file', message: 'is required' }])))
}

const openForm = Result.fromThrowable(
  ({ headers }: IncomingMessage) =>
    new Busboy({ headers: { ...headers, 'content-type': headers['content-type'] ?? '' }, limits }),
  (error) => validationFailed({ path: '', message: `is no form that can be read: ${String(error)}` }),
)

const formError = (error: TooLarge | BrokenOff | Unavailable): FormError => {
  if (error.type === 'too_large') return payloadTooLarge(error.maxBytes)
  return error.type === 'unavailable' ? error : validationFailed({ path: 'file', message: 'has no end' })
}

/** Browsers write a quote as %22. Without what no name has, and no longer than a name may be. */
const cleanName = (name: string | undefined): string | null =>
  [...(name ?? '').replaceAll('%22', '"').replace(/\p{Cc}/gu, '')].slice(0, LONGEST_NAME).join('').trim() || null
