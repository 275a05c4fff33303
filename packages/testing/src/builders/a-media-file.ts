const ascii = (text: string) => new Uint8Array(Array.from(text, (character) => character.charCodeAt(0)))
const base64 = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))
const joined = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const littleEndian = (value: number, bytes: number) =>
  new Uint8Array(Array.from({ length: bytes }, (_, index) => (value >>> (8 * index)) & 0xff))

const crc32 = (bytes: Uint8Array) => {
  let crc = -1
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0)
  }
  return ~crc >>> 0
}

/** A zip with one stored file, which is how an office document begins. */
const zipped = (name: string, content: string) => {
  const [file, body] = [ascii(name), ascii(content)]
  const sizes = [crc32(body), body.length, body.length].map((value) => littleEndian(value, 4))
  const version = littleEndian(20, 2)
  const fields = [littleEndian(0, 8), ...sizes, littleEndian(file.length, 2), littleEndian(0, 2)]
  const local = joined(ascii('PK\x03\x04'), version, ...fields, file, body)
  const central = joined(ascii('PK\x01\x02'), version, version, ...fields, littleEndian(0, 14), file)

  const counts = [littleEndian(1, 2), littleEndian(1, 2)]
  const places = [littleEndian(central.length, 4), littleEndian(local.length, 4), littleEndian(0, 2)]
  return joined(local, central, ascii('PK\x05\x06'), littleEndian(0, 4), ...counts, ...places)
}

const officeDocument = (main: string) =>
  zipped(
    '[Content_Types].xml',
    `<Types><Override PartName="/main.xml" ContentType="application/vnd.openxmlformats-officedocument.${main}.main+xml"/></Types>`,
  )

/** What Word, Excel and PowerPoint wrote before 2007: a header, then a directory that names the main stream. */
const compoundFile = (stream: string) => {
  const file = new Uint8Array(3 * 512)
  const view = new DataView(file.buffer)
  file.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
  view.setUint16(26, 3, true)
  view.setUint16(28, 0xfffe, true)
  view.setUint16(30, 9, true)
  view.setUint32(44, 1, true)
  view.setUint32(48, 1, true)
  // The table of sectors is the first sector, the directory the second.
  for (let at = 76; at < 512; at += 4) view.setUint32(at, at === 76 ? 0 : 0xffff_ffff, true)
  for (let at = 512; at < 1024; at += 4) view.setUint32(at, 0xffff_ffff, true)
  view.setUint32(512, 0xffff_fffd, true)
  view.setUint32(516, 0xffff_fffe, true)
  for (const [index, name] of ['Root Entry', stream].entries()) {
    const entry = 1024 + index * 128
    for (const [at, character] of [...name].entries()) view.setUint16(entry + 2 * at, character.charCodeAt(0), true)
    view.setUint16(entry + 64, 2 * (name.length + 1), true)
    file[entry + 66] = index === 0 ? 5 : 2
  }
  return file
}

const beginnings = {
  'image/jpeg': base64(
    '/9j/2wBDABsbGxscGx4hIR4qLSgtKj04MzM4PV1CR0JHQl2NWGdYWGdYjX2Xe3N7l33gsJycsOD/2c7Z////////////////2wBDARsbGxscGx4hIR4qLSgtKj04MzM4PV1CR0JHQl2NWGdYWGdYjX2Xe3N7l33gsJycsOD/2c7Z////////////////wgARCAACAAIDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAVAQEBAAAAAAAAAAAAAAAAAAAEBf/aAAwDAQACEAMQAAAAhBrP/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPwB//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAgEBPwB//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPwB//9k=',
  ),
  'image/png': base64(
    'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAEklEQVQImWM4ISd3Qk6OAUIBAB8mBBGFRCvEAAAAAElFTkSuQmCC',
  ),
  'image/gif': base64('R0lGODlhAgACAIAAAExpccgeHiH5BAUAAAAALAAAAAACAAIAAAICjFMAOw=='),
  'image/webp': base64('UklGRh4AAABXRUJQVlA4TBEAAAAvAUAAAAdQjyLXo/+BiOh/AAA='),
  'image/webp; animated': base64(
    'UklGRo4AAABXRUJQVlA4WAoAAAACAAAAAQAAAQAAQU5JTQYAAAD/////AQBBTk1GLAAAAAAAAAAAAAEAAAEAAGQAAAJWUDhMFAAAAC8BQAAAB1CBVAggAAqa/seIiP4HQU5NRi4AAAAAAAAAAAABAAABAABkAAAAVlA4TBUAAAAvAUAAAAdQgSIrBBAABU3/Y0RE/wMA',
  ),
  'video/mp4': ascii('\0\0\0\x18ftypisom\0\0\x02\0isommp42\0\0\0\x08free'),
  'video/3gpp': ascii('\0\0\0\x14ftyp3gp4\0\0\0\x013gp4\0\0\0\x08free'),
  'audio/mp4': ascii('\0\0\0\x18ftypM4A \0\0\x02\0isommp42\0\0\0\x08free'),
  'audio/mpeg': joined(ascii('ID3\x03\0\0\0\0\0\0'), new Uint8Array([0xff, 0xfb, 0x90, 0x64]), new Uint8Array(413)),
  'audio/aac': joined(new Uint8Array([0xff, 0xf1, 0x50, 0x80, 0x02, 0x1f, 0xfc]), new Uint8Array(64)),
  'audio/amr': ascii('#!AMR\n<'),
  'audio/ogg; codecs=opus': joined(
    ascii('OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01'),
    new Uint8Array([1, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0]),
  ),
  'audio/ogg; codecs=opus; stereo': joined(
    ascii('OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01'),
    new Uint8Array([2, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0]),
  ),
  'application/pdf': ascii('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'),
  'application/msword': compoundFile('WordDocument'),
  'application/vnd.ms-excel': compoundFile('Workbook'),
  'application/vnd.ms-powerpoint': compoundFile('PowerPoint Document'),
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document':
    officeDocument('wordprocessingml.document'),
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': officeDocument('spreadsheetml.sheet'),
  'application/vnd.openxmlformats-officedocument.presentationml.presentation':
    officeDocument('presentationml.presentation'),
  'text/plain': ascii('Halo, apa kabar?\n'),
  'text/html': ascii('<!doctype html><script>alert(1)</script>\n'),
  'image/svg+xml': ascii('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>\n'),
  'application/octet-stream': new Uint8Array([0, 1, 2, 0xfe, 0xff, 0]),
} as const

export type MediaFileType = keyof typeof beginnings

/**
 * The bytes of a small file that is what it says; `size` fills it up with what readers pass over. Every call makes another file,
 * so that no two have the same hash, unless `size` leaves no room for that.
 */
export const aMediaFile = (type: MediaFileType, size?: number): Uint8Array => {
  const beginning = beginnings[type]
  const mark = ascii(crypto.randomUUID())
  const file = new Uint8Array(size ?? beginning.length + mark.length).fill(0x20)
  file.set(beginning.subarray(0, file.length))
  const room = file.length - beginning.length
  if (room > 0) file.set(mark.subarray(0, room), file.length - Math.min(room, mark.length))
  return file
}

/** As it comes from a socket: in pieces. */
export const inChunks = async function* (bytes: Uint8Array, chunkSize = 65_536): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize)
}

/** All of it, in memory. */
export const allBytes = async (content: AsyncIterable<Uint8Array>): Promise<Uint8Array> =>
  joined(...(await Array.fromAsync(content)))
