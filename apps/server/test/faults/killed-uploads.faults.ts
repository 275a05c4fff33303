import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test as base, vi } from 'vitest'
import { type Installation, startInstallation } from './installation.ts'
import { type MortalPostgres, startMortalPostgres } from './mortal-postgres.ts'
import { randomness, seeds } from './randomness.ts'
import { readStoredFiles } from './read-files.ts'
import { startUploadLoad } from './upload-load.ts'
import { adminOf, sha256Of, watchFiles } from './watch-files.ts'

const test = base.extend('postgres', { scope: 'file' }, async ({}, { onCleanup }) => {
  const postgres: MortalPostgres = await startMortalPostgres()
  onCleanup(postgres.close)
  return postgres
})

const KILLS = 5
const AT_ONCE = 10
const MINUTES = 60_000
/** Longer than a process that is gone keeps what it had claimed. */
const ALL_CLAIMS = 3 * MINUTES
const IN_THE_END = { timeout: 60_000, interval: 100 }

const readRows = ({ inDatabase }: Installation) =>
  inDatabase(async ({ pool }) => {
    const read = async <T>(query: string) => (await pool.query<T & object>(query)).rows
    return {
      media: await read<{ id: string; sha256: string; filename: string }>('select id, sha256, filename from media'),
      files: await read<{ sha256: string }>('select sha256 from media_files'),
      messages: await read<{ id: string; status: string; media: string; state: string }>(
        `select id, status, content->'media'->>'id' as media, content->'media'->>'state' as state from messages
         where direction = 'outbound'`,
      ),
    }
  })

/** What WhatsApp took: of which message, and the hash of its file. */
const readArrivals = async ({ simulator }: Installation) => {
  const held = new Map((await simulator.media()).map(({ id, sha256 }) => [id, sha256]))
  return (await simulator.messages()).map(({ callbackData, type, body }) => ({
    id: callbackData ?? '',
    sha256: Buffer.from(held.get((body[type] as { id: string }).id) ?? '', 'base64').toString('hex'),
  }))
}

const twice = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index)

test.for(seeds(1))(
  'Killed while files come and go on to WhatsApp, the server keeps what it promised and nothing by halves (FAULT_SEED=%i)',
  async (seed, { postgres }) => {
    const installation = await startInstallation(postgres, 1)
    const { seat, simulator, dataDir, people } = installation
    const random = randomness(seed, 'killed uploads')
    const roomIds = await installation.openRooms()
    // Long enough for the server to die while WhatsApp is asked.
    for (const path of ['/media', '/messages'])
      await simulator.addFault({ match: { path, method: 'POST' }, times: 10_000, fault: { kind: 'delay', ms: 150 } })
    const load = startUploadLoad(installation, { roomIds, random, atOnce: AT_ONCE })
    const watch = watchFiles(installation, load.hashes)

    for (let left = KILLS; left > 0; left -= 1) {
      await sleep(random.whole(200, 1_000))
      await seat.kill()
      expect((await readStoredFiles(dataDir)).damaged).toEqual([])
      if (random.chance(0.7)) seat.moveClock(seat.clockOffset() + ALL_CLAIMS)
      await seat.start()
    }
    await simulator.clearFaults()
    await seat.kill()
    seat.moveClock(seat.clockOffset() + ALL_CLAIMS)
    await seat.start()
    await load.stop()
    await vi.waitFor(async () => {
      const { messages } = await readRows(installation)
      expect(messages.filter(({ status }) => ['queued', 'sending'].includes(status))).toEqual([])
    }, IN_THE_END)

    expect(load.surprises).toEqual([])
    expect(await watch.stop()).toEqual([])
    const { media, files, messages } = await readRows(installation)
    const hashOf = new Map(media.map(({ id, sha256 }) => [id, sha256]))
    const byFilename = new Map(load.uploads.map((upload) => [upload.filename, upload]))

    // What was promised is there, and what nobody was told of is there once at most.
    for (const { mediaId, messageId, sha256 } of load.uploads) {
      if (mediaId !== null) expect(hashOf.get(mediaId)).toBe(sha256)
      if (messageId !== null)
        expect(messages).toContainEqual(expect.objectContaining({ id: messageId, media: mediaId }))
    }
    expect(twice(media.map(({ filename }) => filename))).toEqual([])
    expect(twice(messages.map(({ media: id }) => id))).toEqual([])
    for (const { filename, sha256 } of media) expect(sha256).toBe(byFilename.get(filename)?.sha256)
    for (const { state, media: id } of messages) expect([state, hashOf.has(id)]).toEqual(['ready', true])

    // Files are stored once each, whole, and the database knows of them all.
    const { stored, damaged } = await readStoredFiles(dataDir)
    expect(damaged).toEqual([])
    const known = new Set(files.map(({ sha256 }) => sha256))
    expect(stored.filter((sha256) => !known.has(sha256) || !load.hashes.has(sha256))).toEqual([])
    expect(twice(stored)).toEqual([])
    const headers = { authorization: `Bearer ${adminOf(people).token}` }
    for (const { id, sha256 } of media) {
      const answer = await fetch(`${seat.url}/media/${id}`, { headers })
      expect(sha256Of(new Uint8Array(await answer.arrayBuffer()))).toBe(sha256)
    }

    // WhatsApp has what was sent once, with the same bytes.
    const arrivals = await readArrivals(installation)
    const mediaOf = new Map(messages.map(({ id, media: of }) => [id, of]))
    expect(twice(arrivals.map(({ id }) => id))).toEqual([])
    for (const { id, sha256 } of arrivals) expect(sha256).toBe(hashOf.get(mediaOf.get(id) ?? ''))
    const arrived = new Set(arrivals.map(({ id }) => id))
    const missing = messages.filter(({ id, status }) => status !== 'unconfirmed' && !arrived.has(id))
    expect(missing).toEqual([])

    await vi.waitFor(async () => {
      const { staged, aside } = await readStoredFiles(dataDir)
      expect([staged, aside]).toEqual([[], []])
    }, IN_THE_END)
  },
)
