import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { freshDatabase } from '@boztell/postgres/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { runCommand } from './server-process.ts'

type Environment = Readonly<Record<string, string>>

const run = (args: readonly string[], environment: Environment, flags: readonly string[] = []) =>
  runCommand(args, { LOG_LEVEL: 'info', PORT: '0', ...environment }, flags)
const database = async () => ({ DATABASE_URL: (await freshDatabase()).connectionString })
const whatsapp = {
  WHATSAPP_TOKEN: 'token',
  WHATSAPP_PHONE_NUMBER_ID: '1',
  WHATSAPP_BUSINESS_ACCOUNT_ID: '2',
  WHATSAPP_VERIFY_TOKEN: 'verify',
  WHATSAPP_APP_SECRET: 'secret',
}
const addressIn = (text: string) => /up at (http:\/\/\S+)/.exec(text)?.[1]

test.for(['SIGTERM', 'SIGINT'] as const)('starts, says where, and ends on %s', async (signal) => {
  const server = run([], await database())
  await vi.waitFor(() => expect(addressIn(server.output())).toBeDefined(), 15_000)
  const url = addressIn(server.output())
  expect((await fetch(`${url}/health/ready`)).status).toBe(200)
  server.kill(signal)
  expect(await server.exited).toBe(0)
  await expect(fetch(`${url}/health/live`)).rejects.toThrow('fetch failed')
})

test('says that its port is taken, and by which setting to choose another', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo
  const server = run([], { ...(await database()), ...whatsapp, PORT: String(port) })
  expect(await server.exited).toBe(1)
  expect(server.output()).toContain(`Port ${port} is taken`)
  expect(server.output()).toContain(`PORT=${port + 1}`)
})

test('names every wrong setting before it does anything', async () => {
  const server = run([], { NODE_ENV: 'production', PORT: 'x' })
  expect(await server.exited).toBe(1)
  for (const name of ['PORT', 'DATABASE_URL', 'WHATSAPP_TOKEN']) expect(server.output()).toContain(`  ${name} `)
})

test('in production wants a setup token of the first user, and logs the one it made', async () => {
  const server = run([], { ...(await database()), ...whatsapp, NODE_ENV: 'production', HOST: '127.0.0.1' })
  await vi.waitFor(() => expect(addressIn(server.output())).toBeDefined(), 15_000)
  const register = (body: object) =>
    fetch(`${addressIn(server.output())}/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'A', email: 'a@example.com', password: 'correct horse battery', ...body }),
    })
  expect((await register({})).status).toBe(403)
  const setup_token = /setup_token: ([\w-]{32})/.exec(server.output())?.[1]
  expect((await register({ setup_token })).status).toBe(201)
})

test('migrates, lists failures, and says which commands there are', async () => {
  const environment = { ...(await database()), ...whatsapp }
  const migrate = run(['migrate'], environment)
  expect(await migrate.exited).toBe(0)
  expect(migrate.output()).toContain('Nothing to migrate.')
  const failures = run(['webhook-failures', 'list'], environment)
  expect(await failures.exited).toBe(0)
  expect(failures.output()).toContain('0 in all')
  const unknown = run(['dance'], environment)
  expect(await unknown.exited).toBe(1)
  expect(unknown.output()).toContain('webhook-failures replay <id|all>')
})

test('started again, needs nothing that strips types', async () => {
  const tellLoaded = 'process.on("exit", () => console.log(process.moduleLoadList.join()))'
  const modulesOfRun = async () => {
    const migrate = run(['migrate'], await database(), ['--import', `data:text/javascript,${tellLoaded}`])
    expect(await migrate.exited).toBe(0)
    expect(migrate.output()).toContain('internal/modules/esm/')
    return migrate.output()
  }
  await modulesOfRun()
  expect(await modulesOfRun()).not.toContain('amaro')
})
