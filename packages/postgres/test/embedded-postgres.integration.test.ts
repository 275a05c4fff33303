import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbeddedPostgres } from '../src/index.ts'

/** `mkdtemp` closes it to everybody else, as a home directory may be. */
let home: string
let dataDir: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'boztell-home-'))
  dataDir = join(home, 'data', 'postgres')
})
afterAll(() => rm(home, { recursive: true, force: true }))

const query = async (connectionString: string, text: string) => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

/** Another process that starts the server and is killed as soon as it runs. */
const startAndKill = async () => {
  const source = new URL('../src/embedded-postgres.ts', import.meta.url).href
  const program = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(source)})
    const { connectionString } = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} })
    process.stdout.write(connectionString)
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [connectionString] = (await once(child.stdout, 'data')) as [Buffer]
  await query(String(connectionString), `create table if not exists kept as select 'kept' as word`)
  child.kill('SIGKILL')
  await once(child, 'close')
  return String(connectionString)
}

test('An embedded server keeps its data when its process is killed', { timeout: 90_000 }, async () => {
  const killed = await startAndKill()
  const server = await startEmbeddedPostgres({ dataDir })
  expect(await query(server.connectionString, 'select word from kept')).toEqual([{ word: 'kept' }])
  expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600)
  expect(server.connectionString).toContain((await readFile(join(dataDir, 'password'), 'utf8')).trim())
  await expect(query(killed, 'select 1')).rejects.toThrow()
  await server.stop()

  // What a machine that lost its power leaves: a lock file whose number now belongs to somebody else.
  await writeFile(join(dataDir, 'cluster', 'postmaster.pid'), `${process.pid}\n`)
  const again = await startEmbeddedPostgres({ dataDir, persistent: false })
  expect(await query(again.connectionString, `select upper('é') as upper, word from kept`)).toEqual([
    { upper: 'É', word: 'kept' },
  ])
  await again.stop()
  await expect(stat(dataDir)).rejects.toThrow('ENOENT')
})

test('A server that cannot start says why', { timeout: 90_000 }, async () => {
  const start = startEmbeddedPostgres({ dataDir: join(home, 'broken'), settings: { shared_buffers: 'plenty' } })
  await expect(start).rejects.toThrow(/Set DATABASE_URL[^]*shared_buffers/)
})
