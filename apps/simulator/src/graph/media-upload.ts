import type { IncomingMessage } from 'node:http'
import { Busboy } from '@fastify/busboy'
import type { MediaStore, ReceivedFile } from './media-store.ts'

/** A form as it came: the last of each field, and the file, which is on the disk already. */
export type UploadForm = Readonly<{
  fields: Readonly<Record<string, string>>
  file: Readonly<{ name: string; type: string; received: ReceivedFile }> | undefined
}>

/** Reads a multipart form as a stream; rejects when it is none, or breaks off. */
export const readUpload = (incoming: IncomingMessage, media: MediaStore): Promise<UploadForm> =>
  new Promise((resolve, reject) => {
    const fields: Record<string, string> = {}
    let file: Promise<UploadForm['file']> = Promise.resolve(undefined)
    // Without a content type, or with another one, it throws, which rejects.
    const form = new Busboy({
      headers: { ...incoming.headers, 'content-type': incoming.headers['content-type'] ?? '' },
    })
    form.on('field', (name, value) => (fields[name] = value))
    form.on('file', (name, stream, filename = '', _encoding, type) => {
      if (name !== 'file') {
        fields[name] = filename
        stream.resume()
        return
      }
      file = media.receive(stream as AsyncIterable<Uint8Array>).then((received) => ({ name: filename, type, received }))
      file.catch(reject)
    })
    form.on('error', reject)
    form.on('finish', () => {
      file.then((it) => resolve({ fields, file: it }), reject)
    })
    incoming.on('error', reject)
    incoming.on('close', () => {
      if (!incoming.complete) form.destroy(new Error('the upload broke off'))
    })
    incoming.pipe(form)
  })
