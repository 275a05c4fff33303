import { crc32, deflateSync } from 'node:zlib'

const chunk = (name: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(name), data])
  const length = Buffer.alloc(4)
  const check = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}

/** A real picture, 96 by 64: a sunrise of sorts. */
const png = (): Buffer => {
  const [width, height] = [96, 64]
  const rows = Array.from({ length: height }, (_, y) => {
    const pixels = Array.from({ length: width }, (_unused, x) => {
      const sun = (x - 48) ** 2 + (y - 44) ** 2 < 260
      return sun ? [255, 214, 102] : [40 + y * 3, 90 + y, 150 - y]
    })
    return Buffer.from([0, ...pixels.flat()])
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const webp = () => Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64')

const ogg = () => {
  const head = Buffer.from('OpusHead\u0001\u0001', 'latin1')
  const page = Buffer.alloc(27)
  page.write('OggS')
  page[5] = 2
  page[26] = 1
  return Buffer.concat([page, Buffer.from([19]), head, Buffer.alloc(9)])
}

const mp4 = () => Buffer.from('\0\0\0\u0018ftypisom\0\0\u0002\0isommp42\0\0\0\u0008mdat', 'latin1')

const pdf = () =>
  Buffer.from(
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
      '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
  )

/** A small file of each kind, for a customer who sends media without naming a file. */
export const sampleMedia: Readonly<Record<string, () => Readonly<{ bytes: Uint8Array; mimeType: string }>>> = {
  image: () => ({ bytes: png(), mimeType: 'image/png' }),
  sticker: () => ({ bytes: webp(), mimeType: 'image/webp' }),
  audio: () => ({ bytes: ogg(), mimeType: 'audio/ogg; codecs=opus' }),
  video: () => ({ bytes: mp4(), mimeType: 'video/mp4' }),
  document: () => ({ bytes: pdf(), mimeType: 'application/pdf' }),
}
