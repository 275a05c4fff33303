import type { StagedFile } from '@boztell/core'
import { open } from 'node:fs/promises'

/** Where the header of an Ogg page with Opus tells the number of channels: a table of segments of one byte comes before. */
const CHANNELS_AT = 37

/** Whether WhatsApp takes the file for a voice note as it is: Ogg with Opus in mono. */
export const isVoiceNote = async ({ mimeType }: StagedFile, path: string): Promise<boolean> => {
  if (mimeType !== 'audio/ogg; codecs=opus') return false
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(CHANNELS_AT + 1), position: 0 })
    return bytesRead > CHANNELS_AT && buffer[CHANNELS_AT] === 1
  } finally {
    await file.close()
  }
}
