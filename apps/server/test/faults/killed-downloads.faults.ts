import { setTimeout as sleep } from 'node:timers/promises'
import { aMediaFile } from '@boztell/testing'
import { expect, test as base, vi } from 'vitest'
import { inboxOf } from '../inbox.ts'
import { type Installation, startInstallation } from './installation.ts'
import { type MortalPostgres, startMortalPostgres } from './mortal-postgres.ts'
import { randomness, seeds } from './randomness.ts'
import { readStoredFiles } from './read-files.ts'
import { adminOf, sha256Of, watchFiles } from './watch-files.ts'

const test = base.extend('postgres', { scope: 'file' }, async ({}, { onCleanup }) => {
  const postgres: MortalPostgres = await startMortalPostgres()
  onCleanup(postgres.close)
  return postgres
})

const FILES = 12
const KILLS = 6
const MINUTES = 60_000
const IN_THE_END = { timeout: 90_000, interval: 100 }

type Sent = Readonly<{ phone: string; bytes: Uint8Array }>

/** What the database says of all files that customers have sent. */
const readRows = ({ inDatabase }: Installation) =>
  inDatabase(async ({ pool }) => {
    const read = async <T>(query: string) => (await pool.query<T & object>(query)).rows
    return {
      messages: await read<{ id: string; state: string; media: string | null }>(
        `select id, content->'media'->>'state' as state, content->'media'->>'id' as media from messages
         where content_type = 'document'`,
      ),
      uses: await read<{ media_id: string }>('select media_id from media_uses'),
      media: await read<{ id: string }>('select id from media'),
      files: await read<{ sha256: string }>('select sha256 from media_files'),
      waiting: await read<{ message_id: string }>('select message_id from media_downloads'),
    }
  })

test.for(seeds(2))(
  'Killed while it fetches files, the server has all of them in the end, whole and once (FAULT_SEED=%i)',
  async (seed, { postgres }) => {
    const installation = await startInstallation(postgres, 1)
    const { seat, simulator, dataDir, people } = installation
    const random = randomness(seed, 'killed downloads')
    const files = Array.from({ length: FILES - 3 }, () =>
      aMediaFile('application/pdf', random.whole(10_000, 2_000_000)),
    )
    const sent: Sent[] = Array.from({ length: FILES }, (_, index) => ({
      phone: `+62812555${String(index).padStart(5, '0')}`,
      // Some come twice.
      bytes: files[index % files.length] ?? new Uint8Array(),
    }))
    const hashes = new Set(sent.map(({ bytes }) => sha256Of(bytes)))
    await simulator.addFault({
      match: { path: '/attachments/' },
      times: 1_000,
      fault: { kind: 'slow', bytesPerSecond: 1_000_000 },
    })
    const watch = watchFiles(installation, hashes)
    for (const { phone, bytes } of sent)
      await simulator.receive(phone, {
        type: 'document',
        content: { base64: Buffer.from(bytes).toString('base64'), mime_type: 'application/pdf', filename: 'a.pdf' },
      })

    for (let left = KILLS; left > 0; left -= 1) {
      await sleep(random.whole(50, 1_500))
      await seat.kill()
      // Else what the dead process had is nobody's for a minute.
      if (random.chance(0.7)) seat.moveClock(seat.clockOffset() + 2 * MINUTES)
      await seat.start()
    }
    await simulator.clearFaults()
    seat.moveClock(seat.clockOffset() + 2 * MINUTES)
    await vi.waitFor(async () => {
      const { messages, waiting } = await readRows(installation)
      expect(messages.map(({ state }) => state)).toEqual(Array.from(sent, () => 'ready'))
      expect(waiting).toEqual([])
    }, IN_THE_END)

    expect(await watch.stop()).toEqual([])
    const { messages, uses, media, files: rows } = await readRows(installation)
    expect(new Set(uses.map(({ media_id }) => media_id))).toEqual(new Set(messages.map(({ media: id }) => id)))
    expect([uses.length, media.length]).toEqual([FILES, FILES])
    expect(new Set(rows.map(({ sha256 }) => sha256))).toEqual(hashes)
    const { stored, damaged } = await readStoredFiles(dataDir)
    expect(damaged).toEqual([])
    expect(stored.toSorted()).toEqual([...hashes].toSorted())
    const inbox = inboxOf(seat, adminOf(people))
    for (const { phone, bytes } of sent) {
      const [message] = await inbox.messages((await inbox.room(phone)).id)
      const answer = await fetch(seat.url + (message?.content_media_url ?? ''), {
        headers: { authorization: `Bearer ${adminOf(people).token}` },
      })
      expect(sha256Of(new Uint8Array(await answer.arrayBuffer()))).toBe(sha256Of(bytes))
    }
    // What dead processes had staged went when the next one started.
    await vi.waitFor(async () => expect((await readStoredFiles(dataDir)).staged).toEqual([]), IN_THE_END)
  },
)
