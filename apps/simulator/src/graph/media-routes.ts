import { type Context, Hono } from 'hono'
import { type GraphEnv, refuse } from './graph-env.ts'
import { type GraphError, graphError, unknownObject } from './graph-error.ts'
import { bareType, kindOfType, maxBytes, uploadableTypes } from './media-limits.ts'
import type { Media } from './media-store.ts'

const uploadProblem = (form: FormData, file: File, type: string): GraphError | undefined => {
  const stranger = [...form.keys()].find((key) => !['messaging_product', 'file', 'type'].includes(key))
  if (stranger !== undefined) return graphError(100, `Unexpected key "${stranger}" on param "body".`)
  const kind = kindOfType(type)
  if (!kind) {
    return graphError(
      100,
      `Param file must be a file with one of the following types: ${uploadableTypes.join(', ')}. Received file of type '${type}'.`,
    )
  }
  if (file.size === 0) return graphError(131053, 'The file is empty.')
  return file.size > maxBytes(kind)
    ? graphError(131053, `The file is ${file.size} bytes long; a file of type ${type} may have ${maxBytes(kind)}.`)
    : undefined
}

const upload = async (c: Context<GraphEnv>): Promise<Response> => {
  const { settings, media } = c.get('simulator')
  const id = c.req.param('id') ?? ''
  if (id !== settings.phoneNumberId) return refuse(c, unknownObject('POST', id))
  const form = await c.req.formData().catch(() => new FormData())
  if (form.get('messaging_product') !== 'whatsapp') {
    return refuse(c, graphError(100, 'The parameter messaging_product is required.'))
  }
  const file = form.get('file')
  if (!(file instanceof File)) return refuse(c, graphError(100, 'The parameter file is required.'))
  const declared = form.get('type')
  const type = typeof declared === 'string' ? declared : file.type
  c.get('record').body = {
    messaging_product: 'whatsapp',
    type,
    file: { name: file.name, size: file.size, type: file.type },
  }
  const problem = uploadProblem(form, file, type)
  if (problem) return refuse(c, problem)
  const bytes = new Uint8Array(await file.arrayBuffer())
  const mimeType = bareType(type) === 'audio/ogg' ? 'audio/ogg; codecs=opus' : bareType(type)
  return c.json({ id: media.add({ bytes, mimeType, filename: file.name, from: 'business' }).id })
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
    file_size: held.bytes.length,
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
  const held = c.get('simulator').media.open({ mid, ext, hash })
  if (!held) return c.body('The URL signature expired', 404)
  const bytes = Uint8Array.from(held.bytes)
  const headers = { 'content-type': held.mimeType, 'accept-ranges': 'bytes' }
  const range = byteRange(c.req.header('range'), bytes.length)
  if (!range) return c.body(bytes, 200, headers)
  const [start, end] = range
  if (start > end) return c.body(null, 416, { 'content-range': `bytes */${bytes.length}` })
  return c.body(bytes.slice(start, end + 1), 206, {
    ...headers,
    'content-range': `bytes ${start}-${end}/${bytes.length}`,
  })
}
