import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { aMediaFile, type MediaFileType } from '@boztell/testing'
import sharp from 'sharp'
import { hasFfmpeg, madeByFfmpeg } from './ffmpeg.ts'
import { handMadeVoiceNote } from './hand-made-voice-note.ts'
import { inFolder } from './in-folder.ts'

/** How long sounds and videos of ffmpeg's are. */
export const SECONDS = 2
/** Their one tone. */
export const PITCH = 440

const sound = ['-f', 'lavfi', '-i', `sine=frequency=${PITCH}:duration=${SECONDS}`]
/** A red picture that stands still. */
const video = ['-f', 'lavfi', '-i', `color=c=red:s=1280x720:r=10:d=${SECONDS}`, '-pix_fmt', 'yuv420p']
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast']

/** What ffmpeg can make, in Debian's build; the rest is made by hand everywhere. */
const ofFfmpeg: Partial<Record<MediaFileType, readonly string[]>> = {
  'audio/mpeg': [...sound, '-c:a', 'libmp3lame', '-f', 'mp3'],
  'audio/mp4': [...sound, '-c:a', 'aac', '-f', 'ipod'],
  'audio/aac': [...sound, '-c:a', 'aac', '-f', 'adts'],
  'audio/ogg; codecs=opus': [...sound, '-c:a', 'libopus', '-ac', '1', '-f', 'ogg'],
  'audio/ogg; codecs=opus; stereo': [...sound, '-c:a', 'libopus', '-ac', '2', '-f', 'ogg'],
  'video/mp4': [...video, ...h264, '-f', 'mp4'],
  'video/3gpp': [...video, ...h264, '-f', '3gp'],
}

const noise = (width: number, height: number, pages = 1) =>
  sharp(randomBytes(width * height * pages * 3), {
    raw: { width, height: height * pages, channels: 3, ...(pages > 1 && { pageHeight: height }) },
  })

const ofSharp: Partial<Record<MediaFileType, () => Promise<Uint8Array>>> = {
  'image/jpeg': () => noise(640, 480).jpeg().toBuffer(),
  'image/png': () => noise(320, 240).png().toBuffer(),
  'image/webp': () => noise(16, 16).resize(512, 512, { kernel: 'nearest' }).webp().toBuffer(),
  'image/webp; animated': () =>
    noise(64, 64, 3)
      .webp({ delay: [100, 100, 100] })
      .toBuffer(),
}

/** One picture of H.264 in an MP4; a box that players pass over makes each call's another file. */
export const handMadeVideo = (): Uint8Array =>
  Buffer.concat([
    Buffer.from(videoOfOnePicture, 'base64'),
    Buffer.from('\0\0\0\x2cfree'),
    Buffer.from(crypto.randomUUID()),
  ])

/** A file as phones and offices make it, which nobody else has: sharp's and ffmpeg's, by hand where ffmpeg is not. */
export const aRealFile = async (type: MediaFileType): Promise<Uint8Array> => {
  const options = ofFfmpeg[type]
  const picture = ofSharp[type]
  if (picture) return new Uint8Array(await picture())
  if (options && hasFfmpeg) return madeByFfmpeg(options)
  if (type === 'video/mp4') return new Uint8Array(handMadeVideo())
  if (type === 'audio/ogg; codecs=opus') return handMadeVoiceNote()
  return aMediaFile(type)
}

/** What is seen first of a picture: its size and the mean of its red, green and blue. */
export const lookAt = (picture: Uint8Array) =>
  inFolder(async (path) => {
    // From a file: the server lets sharp read nothing else in its process.
    await writeFile(path('picture'), picture)
    const { format, width, height } = await sharp(path('picture')).metadata()
    const { channels } = await sharp(path('picture')).stats()
    return { format, width, height, colour: channels.map(({ mean }) => Math.round(mean)) }
  })

const videoOfOnePicture = [
  'AAAAIGZ0eXBpc29tAAACAGlzb21pc28yYXZjMW1wNDEAAAAIZnJlZQAAACFtZGF0AAAAFWWIhDoRigACGPHAAED2OAAIeUnXXgAA',
  'Aultb292AAAAbG12aGQAAAAAAAAAAAAAAAAAAAPoAAAAZAABAAABAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAEAAAAAAAAA',
  'AAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACAAACOHRyYWsAAABcdGtoZAAAAAMAAAAAAAAAAAAAAAEAAAAA',
  'AAAAZAAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAEAAAAAAIAAAACAAAAAAACRlZHRzAAAA',
  'HGVsc3QAAAAAAAAAAQAAAGQAAAAAAAEAAAAAAbBtZGlhAAAAIG1kaGQAAAAAAAAAAAAAAAAAACgAAAAEAFXEAAAAAAAtaGRscgAA',
  'AAAAAAAAdmlkZQAAAAAAAAAAAAAAAFZpZGVvSGFuZGxlcgAAAAFbbWluZgAAABR2bWhkAAAAAQAAAAAAAAAAAAAAJGRpbmYAAAAc',
  'ZHJlZgAAAAAAAAABAAAADHVybCAAAAABAAABG3N0YmwAAAC3c3RzZAAAAAAAAAABAAAAp2F2YzEAAAAAAAAAAQAAAAAAAAAAAAAA',
  'AAAAAAAAIAAgAEgAAABIAAAAAAAAAAEMTGF2YyBsaWJ4MjY0AAAAAAAAAAAAAAAAAAAAAAAAAAAY//8AAAAtYXZjQwFCwAr/4QAW',
  'Z0LACtolsBEAAAMAAQAAAwAUDxImoAEABGjOD8gAAAAQcGFzcAAAAAEAAAABAAAAFGJ0cnQAAAAAAAAH0AAAB9AAAAAYc3R0cwAA',
  'AAAAAAABAAAAAQAABAAAAAAcc3RzYwAAAAAAAAABAAAAAQAAAAEAAAABAAAAFHN0c3oAAAAAAAAAGQAAAAEAAAAUc3RjbwAAAAAA',
  'AAABAAAAMAAAAD11ZHRhAAAANW1ldGEAAAAAAAAAIWhkbHIAAAAAAAAAAG1kaXJhcHBsAAAAAAAAAAAAAAAACGlsc3Q=',
].join('')
