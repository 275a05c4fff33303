import type { FileHandle } from 'node:fs/promises'

/** Which program wrote a file of Office before 2007 shows in the names of its streams. */
const programs: readonly (readonly [stream: string, mimeType: string])[] = [
  ['WordDocument', 'application/msword'],
  ['Workbook', 'application/vnd.ms-excel'],
  ['Book', 'application/vnd.ms-excel'],
  ['PowerPoint Document', 'application/vnd.ms-powerpoint'],
]

/** Streams are told in the first sectors of the directory; who makes it longer makes no document. */
const MAX_SECTORS = 32
const ENTRY = 128

/** Of a compound file (`D0 CF 11 E0`), by [MS-CFB]; null for a program that nobody here knows. */
export const compoundFileType = async (file: FileHandle): Promise<string | null> => {
  const header = await bytesAt(file, 0, 512)
  const sectorSize = 1 << header.readUInt16LE(30)
  if (sectorSize !== 512 && sectorSize !== 4096) return null
  let sector = header.readUInt32LE(48)
  for (let turn = 0; turn < MAX_SECTORS; turn++) {
    const entries = await bytesAt(file, (sector + 1) * sectorSize, sectorSize)
    for (let at = 0; at < sectorSize; at += ENTRY) {
      const nameLength = Math.min(64, entries.readUInt16LE(at + 64))
      const name = entries.toString('utf16le', at, at + Math.max(0, nameLength - 2))
      const program = programs.find(([stream]) => stream === name)
      if (program) return program[1]
    }
    // The chain of sectors is in tables, of which the header names the first 109.
    const perTable = sectorSize / 4
    const table = Math.floor(sector / perTable)
    if (table >= 109) return null
    const tableSector = header.readUInt32LE(76 + 4 * table)
    sector = (await bytesAt(file, (tableSector + 1) * sectorSize + 4 * (sector % perTable), 4)).readUInt32LE(0)
    if (sector > 0xffff_fffa) return null
  }
  return null
}

/** What is behind the end of the file counts as zeros. */
const bytesAt = async (file: FileHandle, position: number, length: number): Promise<Buffer> => {
  const bytes = Buffer.alloc(length)
  await file.read({ buffer: bytes, position })
  return bytes
}
