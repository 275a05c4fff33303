import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mediaKey } from '@boztell/core'
import { createSimulatorControl } from '@boztell/simulator'
import { aMediaFile } from '@boztell/testing'
import { expect, onTestFinished, test } from 'vitest'
import { openInbox } from './inbox.ts'
import { sendingFiles, sha256Of } from './sending-files.ts'
import { runCommand, startServerProcess } from './server-process.ts'
import { callTo } from './start-server.ts'

const aDataDir = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'boztell-verify-embedded-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'data')
}
const verify = async (DATA_DIR: string) => {
  const run = runCommand(['media', 'verify'], { DATA_DIR })
  return { code: await run.exited, output: run.output() }
}

test('media verify finds the embedded database, running or not', { timeout: 120_000 }, async () => {
  const dataDir = await aDataDir()
  const server = await startServerProcess({ DATA_DIR: dataDir })
  const call = callTo(server.url)
  const simulator = createSimulatorControl(server.simulatorUrl)
  const files = sendingFiles({ url: server.url, call, simulator, dataDir }, await openInbox({ call }))
  const bytes = aMediaFile('application/pdf', 10_000)
  await files.receive('document', bytes, { mime_type: 'application/pdf' })
  const whole = { code: 0, output: expect.stringContaining('1 file, 10.0 kB: nothing is missing or damaged.') }
  expect(await verify(dataDir)).toEqual(whole)
  server.kill('SIGTERM')
  await server.exited
  expect(await verify(dataDir)).toEqual(whole)
  const key = mediaKey(sha256Of(bytes))
  await rm(join(dataDir, 'media', key))
  expect(await verify(dataDir)).toEqual({ code: 1, output: expect.stringContaining(`missing  ${key}`) })
})

test('media verify makes no database where there is none', async () => {
  const dataDir = await aDataDir()
  const { code, output } = await verify(dataDir)
  expect([code, output]).toEqual([1, expect.stringContaining('DATABASE_URL')])
  expect(existsSync(dataDir)).toBe(false)
})
