import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { maxBytesOf } from '@boztell/core'
import { aPhone } from '@boztell/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { inboxOf } from '../inbox.ts'
import { registerAdmin } from '../people.ts'
import { startServerProcess } from '../server-process.ts'
import { callTo } from '../start-server.ts'
import { aBigDocument, type BigDocument } from './big-document.ts'
import { ofSimulator, startSimulatorProcess } from './installation.ts'
import { startMortalPostgres } from './mortal-postgres.ts'
import { readStoredFiles } from './read-files.ts'
import { watchMemory } from './resident-memory.ts'
import { readText, streamForm, streamRequest } from './stream-request.ts'

const MEGABYTE = 1_024 * 1_024
/** What the whole server may have in use, Node itself included. */
const MOST_MEGABYTES = 200
const SETUP_TOKEN = 'only for this test'
const EACH_WAY = 10
// Two gigabytes go through, and other tests may run beside.
const IN_THE_END = { timeout: 200_000, interval: 200 }

const startEverything = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'boztell-big-files-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const postgres = await startMortalPostgres()
  onTestFinished(postgres.close)
  const { simulator, simulatorUrl } = await startSimulatorProcess({ TMPDIR: folder })
  const dataDir = join(folder, 'data')
  const server = await startServerProcess({
    ...ofSimulator,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    SETUP_TOKEN,
    DATABASE_URL: postgres.addressOf(await postgres.makeDatabase()),
    DATA_DIR: dataDir,
    WHATSAPP_API_BASE_URL: simulatorUrl,
  })
  await simulator.configure({ callbackUrl: `${server.url}/webhook/whatsapp` })
  const admin = await registerAdmin({ call: callTo(server.url) }, { setup_token: SETUP_TOKEN })
  return { simulator, simulatorUrl, server, dataDir, admin, inbox: inboxOf({ call: callTo(server.url) }, admin) }
}

test('Ten documents of 100 MB come in and ten go out at once, and the server needs less than 200 MB', async () => {
  const { simulator, simulatorUrl, server, dataDir, admin, inbox } = await startEverything()
  const documents = Array.from({ length: 2 * EACH_WAY }, (_, index) =>
    aBigDocument(index % 2 === 0 ? 'application/pdf' : 'text/plain', maxBytesOf('document')),
  )
  const [coming, going] = [documents.slice(0, EACH_WAY), documents.slice(EACH_WAY)]
  const phones = documents.map(() => aPhone())
  for (const phone of phones) await simulator.says(phone, 'Halo')
  const rooms = await Promise.all(phones.map(async (phone) => (await inbox.room(phone)).id))
  const ids: string[] = []
  for (const { mimeType, filename, size, pieces } of coming) {
    const facts = new URLSearchParams({ mimeType, filename, from: 'customer' })
    const url = `${simulatorUrl}/control/media?${facts.toString()}`
    const headers = { 'content-type': 'application/octet-stream' }
    const answer = await streamRequest(url, { method: 'POST', headers, body: pieces(), size })
    ids.push((JSON.parse(await readText(answer)) as { id: string }).id)
  }

  const receive = async ({ mimeType, filename, sha256 }: BigDocument, index: number) => {
    const [phone = '', room = ''] = [phones[index], rooms[index]]
    await simulator.receive(phone, { type: 'document', content: { id: ids[index], mime_type: mimeType, filename } })
    const path = await vi.waitFor(async () => {
      const [message] = await inbox.messages(room)
      expect(message).toMatchObject({
        content_type: 'document',
        content: { media: { state: 'ready', sha256: sha256() } },
      })
      return message?.content_media_url ?? ''
    }, IN_THE_END)
    const headers = { authorization: `Bearer ${admin.token}` }
    const answer = await streamRequest(server.url + path, { method: 'GET', headers })
    const hash = createHash('sha256')
    for await (const piece of answer) hash.update(piece as Buffer)
    return hash.digest('hex')
  }
  const send = async (document: BigDocument, index: number) => {
    const fields = { user_id: admin.id, room_id: rooms[EACH_WAY + index] ?? '' }
    const url = `${server.url}/messages/send-media-document`
    const answer = await streamForm(url, admin.token, fields, document)
    const answered = await readText(answer)
    expect(answer.statusCode, answered).toBe(202)
    const { id } = JSON.parse(answered) as { id: string }
    const file = await vi.waitFor(async () => {
      const sent = (await simulator.messages()).find(({ callbackData }) => callbackData === id)
      expect(sent).toBeDefined()
      return (sent?.body['document'] as { id: string }).id
    }, IN_THE_END)
    const held = (await simulator.media()).find((media) => media.id === file)
    return Buffer.from(held?.sha256 ?? '', 'base64').toString('hex')
  }

  const { result: arrived, samples } = await watchMemory(server.pid, () =>
    Promise.all([...coming.map(receive), ...going.map(send)]),
  )

  const hashes = documents.map(({ sha256 }) => sha256())
  expect(arrived).toEqual(hashes)
  const { stored, damaged, staged, aside } = await readStoredFiles(dataDir)
  expect(stored.toSorted()).toEqual(hashes.toSorted())
  expect([damaged, staged, aside]).toEqual([[], [], []])
  const megabytes = samples.map((bytes) => Math.round(bytes / MEGABYTE))
  expect(Math.max(...megabytes), `megabytes over time: ${megabytes.join(' ')}`).toBeLessThan(MOST_MEGABYTES)
})
