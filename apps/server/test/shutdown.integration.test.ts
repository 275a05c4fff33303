import { expect, test, vi } from 'vitest'
import { PASSWORD, registerAdmin } from './people.ts'
import { startServer } from './start-server.ts'

test('A stop lets the message that is being sent reach its end', async () => {
  const server = await startServer()
  const admin = await registerAdmin(server)
  const phone = '+6281288800001'
  await server.simulator.says(phone, 'Halo')
  await server.simulator.configure({ autoStatuses: false })
  await server.simulator.addFault({ match: { path: '/messages' }, fault: { kind: 'delay', ms: 700 } })
  const { token, id: user_id } = admin
  const { body } = await server.call('POST', '/messages/send', { token, body: { user_id, to: phone, text: 'Hai' } })
  const status = async () =>
    (await server.database.pool.query<{ status: string }>('select status from messages where id = $1', [body['id']]))
      .rows[0]?.status
  await vi.waitFor(async () => expect(await status()).toBe('sending'), 5_000)
  await server.stop()
  expect(await status()).toBe('accepted')
  const workers = `select 1 from pg_stat_activity where datname = current_database() and application_name = 'boztell-listener'`
  await vi.waitFor(async () => expect((await server.database.pool.query(workers)).rowCount).toBe(0), 3_000)
})

test('A stop lets the requests in hand be answered, and takes no further ones', async () => {
  const server = await startServer()
  await registerAdmin(server)
  const body = { email: 'admin@example.com', password: PASSWORD }
  const answers = Promise.all(Array.from({ length: 5 }, () => server.call('POST', '/auth/login', { body })))
  const started = async () =>
    (await server.database.pool.query<{ count: number }>('select count(*) from sessions')).rows[0]!.count
  await vi.waitFor(async () => expect(await started()).toBeGreaterThan(1), 5_000)
  await server.stop()
  expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  await expect(server.call('GET', '/health')).rejects.toThrow('fetch failed')
})
