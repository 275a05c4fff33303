const POLYNOMIAL = 0x04c1_1db7

/** Ogg's own check: CRC-32 without reflection, and nothing before or after. */
const checkOf = (bytes: Uint8Array): number => {
  let check = 0
  for (const byte of bytes) {
    check ^= byte << 24
    for (let bit = 0; bit < 8; bit++) check = check < 0 ? (check << 1) ^ POLYNOMIAL : check << 1
  }
  return check >>> 0
}

const BEGINNING = 2
const END = 4

/** Of packets shorter than 255 bytes; `position` counts samples at 48 kHz. */
const pageOf = (packets: readonly Buffer[], number: number, flags: number, position: number): Buffer => {
  const header = Buffer.alloc(27)
  header.write('OggS')
  header[5] = flags
  header.writeBigInt64LE(BigInt(position), 6)
  header.writeUInt32LE(1, 14)
  header.writeUInt32LE(number, 18)
  header[26] = packets.length
  const page = Buffer.concat([header, Buffer.from(packets.map(({ length }) => length)), ...packets])
  page.writeUInt32LE(checkOf(page), 22)
  return page
}

const text = (words: string): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(words.length)
  return Buffer.concat([length, Buffer.from(words)])
}

/** One second of silence, Ogg with Opus in mono, that players take; another file each time. */
export const handMadeVoiceNote = (): Uint8Array => {
  const head = Buffer.from([...Buffer.from('OpusHead'), 1, 1, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0])
  const tags = Buffer.concat([Buffer.from('OpusTags'), text(crypto.randomUUID()), Buffer.alloc(4)])
  const silence = Array.from({ length: 50 }, () => Buffer.from([0xf8, 0xff, 0xfe]))
  return new Uint8Array(
    Buffer.concat([pageOf([head], 0, BEGINNING, 0), pageOf([tags], 1, 0, 0), pageOf(silence, 2, END, 48_000)]),
  )
}
