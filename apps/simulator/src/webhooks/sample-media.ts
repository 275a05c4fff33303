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

/** A smiling face, 64 by 64. */
const webp = () =>
  Buffer.from(
    [
      'UklGRmYDAABXRUJQVlA4WAoAAAAQAAAAPwAAPwAAQUxQSOEBAAANkINt27E3d2zjR4zabifbtm3bto3JxjfFWWtbsWrbet/vfZ+nGiNi',
      'AvD/smTLWKvFYsW9+/fuZx7NoFayS0dH/NpqsVpi2708eDCDUNs5rjBdsVOnpwsNIrVXQ3HV6eFT0glUXO0A9VWXfJ1yTteMdtDbYLGx',
      'UIvHdmh3mB898K0622FQ7D6sQ5GqWutBs9L2ARfVuK8CVfuCYe+U7ATdSqP7qJgCyp1jlpgr1Z0UFuy5YWo1aDutGGumDag3dkiSc11O',
      'DisnfpEaB/qlG6yTCR7EAHPXP5KoCo6+kVclmrBAkyRubQxRSfAs4XBT0IYJ2hiCilwqXhT4c/F/JrD+qaz3BP7s3rkzeQfhPSuTe/8O',
      'FysyuShKbeDA4muKqOBxeRanIZnUhEWSjNGG28lSfgye35DBkikMlkB6dTcLuQd75N4vnkNuNkxuaxhD7OpxM19mLCI2E6b3v+1LagcU',
      'DurYkFDafhWfOs8uT+bKbCh92XlbOJGC/lBc0HZrJRInR0B5UYdh3Qkc2AiNbwdGz3fQ9HliIfQuNBY30JI2HdrPTfm6pKqys1NAMn1K',
      '/IQqSs4szgPV/SvuNWnWwFfqaWpiIkgXJCWklS0RFxcfh4yMjIzrt8Dx+K2MjLsZ+OcFAFZQOCBeAQAAcAoAnQEqQABAAD8lfLNTriek',
      'orn3aAHAJIlsAL3N5lzVuP6LCt/QB//75Lv01jgHray7srVHWqpPunBP++t3UdwvNGERjLe1grVjUK2IEMVJ6P2Z4SONx5JqMqAA/p0q',
      'Dl8O+r/Zt2HOWD26N4SIdjEk5Wf0dE/ke3QiRAbve1srapvP8F6nKFf9/kJu9OCesz4iZ+aK5sJ8C0e2OGT7+3Wkz10penk56tAxz8A/',
      'QtyEUyRXjaahNTTsGG3rhAhiraAI+GIkaYnco43ROcZm/fWTT4our8Ya38+lIvEBoUa80p/Iod/pdSIyG0UauxnGQ2DHZLU4VivUQpza',
      'LgvzSVf+grqbVkEecuxUADZBUFbmOGiS7moNAyG8c2HuADj9/W0hIXaS7wb/8G/ieEHm6HfYwu9hUGmEOh70JObq5qo7eawLIDO0ii4M',
      'VHisz7o178MfiRheZi2Jg9cwAAA=',
    ].join(''),
    'base64',
  )

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
