import { runProgram } from './run-program.ts'

const DEADLINE = 120_000

/** What ffmpeg calls the formats that it may be given; whatever else it could open by itself, it shall not. */
const demuxers = new Map([
  ['audio/ogg; codecs=opus', 'ogg'],
  ['audio/ogg', 'ogg'],
  ['audio/mpeg', 'mp3'],
  ['audio/aac', 'aac'],
  ['audio/amr', 'amr'],
  ['audio/mp4', 'mov'],
  ['audio/wav', 'wav'],
  // What browsers record.
  ['video/webm', 'matroska'],
  ['video/mp4', 'mov'],
  ['video/3gpp', 'mov'],
])

const outputs = {
  /** Ogg with Opus in mono, as WhatsApp wants voice notes. */
  voice: ['-map', '0:a:0', '-ac', '1', '-c:a', 'libopus', '-b:a', '32k', '-f', 'ogg'],
  /** AAC, which every browser plays; its index comes first, so that it plays before it is there whole. */
  playable: ['-map', '0:a:0', '-c:a', 'aac', '-b:a', '64k', '-movflags', '+faststart', '-f', 'mp4'],
  poster: ['-map', '0:v:0', '-frames:v', '1', '-c:v', 'png', '-f', 'image2'],
} as const

export type Conversion = 'done' | 'missing' | Readonly<{ failed: string }>

/** Whether ffmpeg may be given a file of this type at all. */
export const isConvertible = (mimeType: string | null): boolean => mimeType !== null && demuxers.has(mimeType)

export const convert = async (
  to: keyof typeof outputs,
  mimeType: string,
  from: string,
  output: string,
): Promise<Conversion> => {
  const quiet = ['-nostdin', '-hide_banner', '-loglevel', 'error', '-y', '-threads', '1']
  const input = ['-protocol_whitelist', 'file', '-f', demuxers.get(mimeType) ?? '', '-i', `file:${from}`]
  const options = ['-map_metadata', '-1', ...outputs[to], `file:${output}`]
  const end = await runProgram(['ffmpeg', ...quiet, ...input, ...options], DEADLINE)
  if (end === 'missing') return 'missing'
  return end.status === 0 ? 'done' : { failed: end.output || 'ffmpeg was killed' }
}
