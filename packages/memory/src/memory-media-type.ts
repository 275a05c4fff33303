const contains = (bytes: Uint8Array, text: string, encoding: BufferEncoding = 'latin1') =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text, 0, encoding)

const beginnings: readonly (readonly [at: number, beginning: string, mimeType: string])[] = [
  [0, '\xff\xd8\xff', 'image/jpeg'],
  [0, '\x89PNG', 'image/png'],
  [0, 'GIF8', 'image/gif'],
  [8, 'WEBP', 'image/webp'],
  [4, 'ftypM4A', 'audio/mp4'],
  [4, 'ftyp3g', 'video/3gpp'],
  [4, 'ftyp', 'video/mp4'],
  [0, 'ID3', 'audio/mpeg'],
  [0, '\xff\xf1', 'audio/aac'],
  [0, '#!AMR', 'audio/amr'],
  [28, 'OpusHead', 'audio/ogg; codecs=opus'],
  [0, '%PDF-', 'application/pdf'],
]

/** What the bytes say they are, as far as tests need it. */
export const memoryMediaType = (bytes: Uint8Array): string | null => {
  const head = Buffer.from(bytes.subarray(0, 64)).toString('latin1')
  const known = beginnings.find(([at, beginning]) => head.startsWith(beginning, at))
  if (known) return known[2]
  if (head.startsWith('PK')) {
    const kind = ['wordprocessingml.document', 'spreadsheetml.sheet', 'presentationml.presentation'].find((name) =>
      contains(bytes, name),
    )
    return kind === undefined ? 'application/zip' : `application/vnd.openxmlformats-officedocument.${kind}`
  }
  if (head.startsWith('\xd0\xcf\x11\xe0')) {
    if (contains(bytes, 'WordDocument', 'utf16le')) return 'application/msword'
    return contains(bytes, 'Workbook', 'utf16le') ? 'application/vnd.ms-excel' : 'application/vnd.ms-powerpoint'
  }
  return isText(bytes) ? 'text/plain' : null
}

const isText = (bytes: Uint8Array) => {
  if (bytes.length === 0 || bytes.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
