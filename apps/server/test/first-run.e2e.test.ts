import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshDatabase } from '@boztell/postgres/testing'
import { createSimulatorControl } from '@boztell/simulator'
import { aPhone } from '@boztell/testing'
import { expect, onTestFinished, test } from 'vitest'
import { inboxOf } from './inbox.ts'
import { type Person, registerAdmin } from './people.ts'
import { aTextMessage, postWebhook, webhookOf } from './post-webhook.ts'
import { callTo } from './start-server.ts'
import { runCommand, runFile, type ServerProcess, startServerProcess } from './server-process.ts'

const aDataDir = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'boztell-first-run-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
const at = ({ url, simulatorUrl }: ServerProcess) => ({
  call: callTo(url),
  simulator: createSimulatorControl(simulatorUrl),
})

const LIMIT = 120_000

test('A first run needs nothing, and its data outlive a stop and a crash', { timeout: LIMIT }, async () => {
  const environment = { DATA_DIR: join(await aDataDir(), 'data') }
  const first = await startServerProcess(environment)
  expect(first.output()).toContain('a PostgreSQL of its own')
  const person = await registerAdmin(at(first))
  const phone = await aCustomerWrites(first)
  const roomId = await anAgentAnswers(first, person, phone)
  const written = await stopsWithWorkInHand(first, person, phone)

  const second = await startServerProcess(environment)
  const inbox = inboxOf(at(second), person)
  expect(await inbox.messages(roomId)).toMatchObject([
    { content_text: 'In hand', status: 'accepted' },
    { content_text: 'Halo juga', status: 'read' },
    { content_text: 'Halo', status: 'received' },
  ])
  const phones = (await inbox.rooms()).map((room) => room.phone)
  expect(phones).toEqual(expect.arrayContaining(written))

  await at(second).simulator.says(phone, 'Before the crash')
  second.kill('SIGKILL')
  expect(await second.exited).toBeNull()
  const third = await startServerProcess(environment)
  expect(await inboxOf(at(third), person).room(phone)).toMatchObject({
    last_message: { content_text: 'Before the crash' },
  })
})

const aCustomerWrites = async (server: ServerProcess): Promise<string> => {
  const phone = aPhone()
  const args = ['message', '--from', phone, '--text', 'Halo', '--simulator', server.simulatorUrl]
  const simulate = runFile('apps/simulator/src/simulate.ts', args, {})
  expect(await simulate.exited, simulate.output()).toBe(0)
  return phone
}

const anAgentAnswers = async (server: ServerProcess, person: Person, phone: string): Promise<string> => {
  const inbox = inboxOf(at(server), person)
  const room = await inbox.room(phone)
  expect(room).toMatchObject({ unread_count: 1, last_message: { user_id: null, direction: 'inbound' } })
  const { id } = await inbox.text(room.id, 'Halo juga')
  await inbox.until(id, 'read')
  expect(await at(server).simulator.messages()).toMatchObject([{ callbackData: id }])
  return room.id
}

/** Stops the server while it receives webhooks and sends a message; answers whose webhooks it said it had. */
const stopsWithWorkInHand = async (server: ServerProcess, person: Person, phone: string) => {
  const { call, simulator } = at(server)
  const inbox = inboxOf({ call }, person)
  await simulator.configure({ autoStatuses: false })
  await simulator.addFault({ match: { path: '/messages' }, fault: { kind: 'delay', ms: 1_000 } })
  const { id } = await inbox.text((await inbox.room(phone)).id, 'In hand')
  await inbox.until(id, 'sending')

  const customers = Array.from({ length: 50 }, aPhone)
  const webhooks = customers.map((from) => postWebhook({ call }, webhookOf([aTextMessage(from.slice(1), 'Halo')])))
  await webhooks[0]
  const asked = Date.now()
  server.kill('SIGTERM')
  const answers = await Promise.allSettled(webhooks)
  expect(await server.exited, server.output()).toBe(0)
  expect(Date.now() - asked).toBeLessThan(10_000)
  const taken = customers.filter((_, index) => {
    const answer = answers[index]
    return answer?.status === 'fulfilled' && answer.value.status === 200
  })
  expect(taken).not.toHaveLength(0)
  return taken
}

test('Two processes may start at once on an empty database, and share the work', { timeout: LIMIT }, async () => {
  const { pool, connectionString } = await freshDatabase()
  const name = `boztell_e2e_${crypto.randomUUID().replaceAll('-', '')}`
  await pool.query(`create database ${name}`)
  onTestFinished(async () => {
    await pool.query(`drop database ${name} with (force)`)
  })
  const shared = new URL(connectionString)
  shared.pathname = `/${name}`
  const start = () => startServerProcess({ DATABASE_URL: shared.href })
  const [one, other] = await Promise.all([start(), start()])

  const person = await registerAdmin(at(one))
  const phone = aPhone()
  await at(one).simulator.says(phone, 'Halo')
  const inbox = inboxOf(at(other), person)
  const room = await inbox.room(phone)
  const sent = await inbox.text(room.id, 'Halo juga')
  await inbox.until(sent.id, 'read')
  const simulated = await Promise.all([one, other].map((server) => at(server).simulator.messages()))
  expect(simulated.flat()).toMatchObject([{ callbackData: sent.id }])
  for (const { kill } of [one, other]) kill('SIGTERM')
  expect(await Promise.all([one.exited, other.exited])).toEqual([0, 0])
})

test.for([
  [
    'production without anything',
    { NODE_ENV: 'production' },
    ['DATABASE_URL', 'WHATSAPP_TOKEN', 'WHATSAPP_APP_SECRET'],
  ],
  ['SUPABASE_URL alone', { SUPABASE_URL: 'https://abc.supabase.co' }, ['DATABASE_URL', 'session pooler', '5432']],
] as const)('With %s the server says all that is wrong and ends', async ([, environment, words]) => {
  const run = runCommand([], environment)
  expect(await run.exited).toBe(1)
  for (const word of words) expect(run.output()).toContain(word)
  expect(run.output().match(/can't start/g)).toHaveLength(1)
  expect(run.output()).not.toContain('    at ')
})
