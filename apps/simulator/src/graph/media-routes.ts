import { type Context, Hono } from 'hono'
import { type GraphEnv, refuse } from './graph-env.ts'
import { type GraphError, graphError, unknownObject } from './graph-error.ts'
import { bareType, kindOfType, maxBytes, uploadableTypes } from './media-limits.ts'
import type { Media, ReceivedFile } from './media-store.ts'
import { troubled } from '../faults/troubled-bytes.ts'
import { readUpload, type UploadForm } from './media-upload.ts'

const uploadProblem = (
  { fields, file }: UploadForm,
  type: string,
  received: ReceivedFile | undefined,
): GraphError | undefined => {
  if (fields['messaging_product'] !== 'whatsapp') return graphError(100, 'The parameter messaging_product is required.')
  if (!file || !received) return graphError(100, 'The parameter file is required.')
  const stranger = Object.keys(fields).find((key) => !['messaging_product', 'type'].includes(key))
  if (stranger !== undefined) return graphError(100, `Unexpected key "${stranger}" on param "body".`)
  const kind = kindOfType(type)
  if (!kind) {
    return graphError(
      100,
      `Param file must be a file with one of the following types: ${uploadableTypes.join(', ')}. Received file of type '${type}'.`,
    )
  }
  if (received.size === 0) return graphError(131053, 'The file is empty.')
  return received.size > maxBytes(kind)
    ? graphError(131053, `The file is ${received.size} bytes long; a file of type ${type} may have ${maxBytes(kind)}.`)
    : undefined
}

const upload = async (c: Context<GraphEnv>): Promise<Response> => {
  const { settings, media } = c.get('simulator')
  const id = c.req.param('id') ?? ''
  if (id !== settings.phoneNumberId) return refuse(c, unknownObject('POST', id))
  const form = await readUpload(c.env.incoming, media).catch((): UploadForm => ({ fields: {}, file: undefined }))
  const { fields, file } = form
  const type = fields['type'] ?? file?.type ?? ''
  if (file !== undefined) {
    c.get('record').body = {
      messaging_product: 'whatsapp',
      type,
      file: { name: file.name, size: file.received.size, type: file.type },
    }
  }
  const problem = uploadProblem(form, type, file?.received)
  if (problem !== undefined || file === undefined) {
    if (file !== undefined) media.drop(file.received)
    return refuse(c, problem ?? graphError(100, 'The parameter file is required.'))
  }
  const mimeType = bareType(type) === 'audio/ogg' ? 'audio/ogg; codecs=opus' : bareType(type)
  return c.json({ id: media.keep(file.received, { mimeType, filename: file.name, from: 'business' }).id })
}

/** The answer to `GET /{media-id}`; its URL is good for five minutes. */
export const describeMedia = (c: Context<GraphEnv>, held: Media): Response => {
  const { settings, media, origin } = c.get('simulator')
  const number = c.req.query('phone_number_id')
  if (number !== undefined && number !== settings.phoneNumberId) return refuse(c, unknownObject('GET', held.id))
  return c.json({
    messaging_product: 'whatsapp',
    url: `${origin()}${media.path(held)}`,
    mime_type: held.mimeType,
    sha256: held.sha256,
    file_size: held.size,
    id: held.id,
  })
}

/** Uploads and deletes under a version; the descriptor is part of the object routes. */
export const mediaRoutes = new Hono<GraphEnv>().post('/:id{\\d+}/media', upload).delete('/:id{\\d+}', (c) => {
  const { settings, media } = c.get('simulator')
  const id = c.req.param('id')
  const number = c.req.query('phone_number_id') ?? settings.phoneNumberId
  return number === settings.phoneNumberId && media.remove(id)
    ? c.json({ success: true })
    : refuse(c, unknownObject('DELETE', id))
})

const byteRange = (header: string | undefined, length: number): readonly [start: number, end: number] | undefined => {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return undefined
  if (from === '') return [Math.max(0, length - Number(to)), length - 1]
  return [Number(from), to === '' ? length - 1 : Math.min(Number(to), length - 1)]
}

/** The bytes of a media URL: with the token, whole or a range, never a redirect; 404 when the URL is too old. */
export const mediaBytes = (c: Context<GraphEnv>): Response => {
  const { mid = '', ext = '', hash = '' } = c.req.query()
  const { media } = c.get('simulator')
  const held = media.open({ mid, ext, hash })
  if (!held) return c.body('The URL signature expired', 404)
  const range = byteRange(c.req.header('range'), held.size)
  const [start, end] = range ?? [0, held.size - 1]
  const headers = { 'content-type': held.mimeType, 'accept-ranges': 'bytes' }
  if (range && start > end) return c.body(null, 416, { 'content-range': `bytes */${held.size}` })
  if (held.size === 0) return c.body(null, 200, headers)
  const bytes = troubled(media.read(held, { start, end }), c.get('trouble'), () => c.env.incoming.socket.destroySoon())
  return c.body(ReadableStream.from(bytes), range ? 206 : 200, {
    ...headers,
    'content-length': String(end - start + 1),
    ...(range && { 'content-range': `bytes ${start}-${end}/${held.size}` }),
  })
}
