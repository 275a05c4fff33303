export { hasFfmpeg, pitchOf, probe } from './ffmpeg.ts'
export { handMadeVoiceNote } from './hand-made-voice-note.ts'
export { aRealFile, handMadeVideo, lookAt, PITCH, SECONDS } from './real-files.ts'
export { startMeddler, startS3 } from './start-s3.ts'
