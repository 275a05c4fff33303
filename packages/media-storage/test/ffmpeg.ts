import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { inFolder } from './in-folder.ts'

const FFMPEG = 'ffmpeg'

/** Looked at once: a test that hides ffmpeg from the server still makes and judges its files with it. */
const { PATH } = process.env
export const hasFfmpeg = spawnSync(FFMPEG, ['-version']).error === undefined

const run = async (program: string, options: readonly string[]): Promise<Buffer> => {
  const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH } })
  const [output, errors] = await Promise.all([buffer(child.stdout), buffer(child.stderr), once(child, 'close')])
  if (errors.length > 0 || child.exitCode !== 0) throw new Error(`${program}: ${errors.toString() || child.exitCode}`)
  return output
}

/** A file that nobody else has, made by ffmpeg with these options. */
export const madeByFfmpeg = (options: readonly string[]): Promise<Uint8Array> =>
  inFolder(async (path) => {
    const title = ['-metadata', `title=${crypto.randomUUID()}`]
    await run(FFMPEG, ['-nostdin', '-loglevel', 'error', ...options, ...title, path('made')])
    return new Uint8Array(await readFile(path('made')))
  })

export type Probed = Readonly<{ format: string; codec: string; channels: number | undefined; seconds: number }>

/** What ffprobe says of a sound or video. Throws unless all of it can be played without an error. */
export const probe = (bytes: Uint8Array): Promise<Probed> =>
  inFolder(async (path) => {
    await writeFile(path('file'), bytes)
    await run(FFMPEG, ['-nostdin', '-v', 'error', '-xerror', '-i', path('file'), '-f', 'null', '-'])
    const told = await run('ffprobe', ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', path('file')])
    const { format, streams } = JSON.parse(told.toString()) as {
      format: { format_name: string; duration: string }
      streams: readonly { codec_name: string; channels?: number }[]
    }
    const [first, ...others] = streams
    if (first === undefined || others.length > 0) throw new Error(`It has ${streams.length} streams.`)
    const seconds = Number(format.duration)
    return { format: format.format_name, codec: first.codec_name, channels: first.channels, seconds }
  })

const RATE = 8_000

/** How often in a second a sound goes from below to above its middle. */
export const pitchOf = (bytes: Uint8Array): Promise<number> =>
  inFolder(async (path) => {
    await writeFile(path('file'), bytes)
    const output = ['-ac', '1', '-ar', String(RATE), '-f', 's16le', '-']
    const decoded = await run(FFMPEG, ['-nostdin', '-v', 'error', '-i', path('file'), ...output])
    let rises = 0
    for (let at = 2; at < decoded.length; at += 2)
      if (decoded.readInt16LE(at - 2) < 0 && decoded.readInt16LE(at) >= 0) rises += 1
    return rises / (decoded.length / 2 / RATE)
  })
