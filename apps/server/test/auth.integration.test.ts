import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addPerson, PASSWORD, type Person, registerAdmin } from './people.ts'
import { startServer, type TestServer } from './start-server.ts'

const newcomer = (email: string) => ({ name: 'Newcomer', email, password: PASSWORD })

describe('Registration', () => {
  let server: TestServer
  const register = (body: object) => server.call('POST', '/auth/register', { body })
  const start = async (...changes: Parameters<typeof startServer>) => {
    server = await startServer(...changes)
  }
  afterEach(() => server.stop())

  test('makes exactly one admin, however many ask at once', async () => {
    await start()
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => register(newcomer(`user-${index}@example.com`))),
    )
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201))
    expect(answers.filter(({ body }) => String(body['user']?.['role']) === 'admin')).toHaveLength(1)
    expect(answers.filter(({ body }) => typeof body['token'] === 'string')).toHaveLength(1)
  })

  test('lets nobody else in before an admin says so', async () => {
    await start()
    const admin = await registerAdmin(server)
    const registered = await register(newcomer('late@example.com'))
    expect(registered).toMatchObject({ status: 201, body: { user: { role: 'agent', status: 'pending' }, token: null } })
    expect(await register(newcomer(' LATE@example.com '))).toMatchObject({ status: 409, body: { code: 'email_taken' } })

    const logIn = () => server.call('POST', '/auth/login', { body: { email: 'late@example.com', password: PASSWORD } })
    expect(await logIn()).toMatchObject({ status: 403, body: { code: 'account_pending' } })
    const path = `/users/${String(registered.body['user']?.['id'])}`
    await server.call('PATCH', path, { token: admin.token, body: { status: 'active' } })
    expect(await logIn()).toMatchObject({ status: 200, body: { token: expect.any(String) } })
  })

  test('can be closed to all but the first', async () => {
    await start({ registration: 'closed' })
    expect((await register(newcomer('first@example.com'))).status).toBe(201)
    expect(await register(newcomer('second@example.com'))).toMatchObject({
      status: 403,
      body: { code: 'registration_closed' },
    })
  })

  test('of the first user takes the setup token where there is one', async () => {
    await start({ setupToken: 'the-right-setup-token' })
    const body = newcomer('first@example.com')
    for (const shown of [{}, { setup_token: 'another-setup-token' }])
      expect(await register({ ...body, ...shown })).toMatchObject({
        status: 403,
        body: { code: 'setup_token_required' },
      })
    expect((await register({ ...body, setup_token: 'the-right-setup-token' })).status).toBe(201)
    expect((await register(newcomer('second@example.com'))).status).toBe(201)
  })
})

describe('A session', () => {
  let server: TestServer
  let admin: Person
  beforeAll(async () => {
    server = await startServer()
    admin = await registerAdmin(server)
  })
  afterAll(() => server.stop())
  let person: Person
  beforeEach(async () => {
    person = await addPerson(server, admin, 'agent')
  })
  const logIn = (email: string, password = PASSWORD) =>
    server.call('POST', '/auth/login', { body: { email, password } })
  const profile = (token: string) => server.call('GET', '/auth/profile', { token })

  test('shows who it belongs to', async () => {
    expect(await profile(person.token)).toMatchObject({ status: 200, body: { id: person.id, role: 'agent' } })
  })

  test('ends at once by logging out', async () => {
    expect((await server.call('POST', '/auth/logout', { token: person.token })).status).toBe(204)
    expect((await profile(person.token)).status).toBe(401)
  })

  test('ends at once by a suspension, which only the right password is told of', async () => {
    await server.call('PATCH', `/users/${person.id}`, { token: admin.token, body: { status: 'suspended' } })
    expect((await profile(person.token)).status).toBe(401)
    expect(await logIn(person.email)).toMatchObject({ status: 403, body: { code: 'account_suspended' } })
    expect(await logIn(person.email, 'not the password')).toMatchObject({ status: 401 })
  })

  test('outlives a change of the password; the others do not', async () => {
    const other = String((await logIn(person.email)).body['token'])
    const change = (current_password: string) =>
      server.call('PATCH', '/auth/profile', {
        token: person.token,
        body: { password: 'another long password', current_password },
      })
    expect(await change('not the password')).toMatchObject({ status: 403, body: { code: 'invalid_credentials' } })
    expect((await profile(other)).status).toBe(200)
    expect((await change(PASSWORD)).status).toBe(200)
    expect((await profile(person.token)).status).toBe(200)
    expect((await profile(other)).status).toBe(401)
    expect((await logIn(person.email)).status).toBe(401)
  })

  test('is refused in the same words whether the email is known or not', async () => {
    const [known, unknown] = await Promise.all([
      logIn(person.email, 'not the password'),
      logIn('nobody@example.com', 'not the password'),
    ])
    const withoutId = ({ body }: typeof known) => ({ ...(body as object), request_id: null })
    expect(known).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } })
    expect(withoutId(known)).toEqual(withoutId(unknown))
  })

  test('is refused to who tries too often, and to nobody else', async () => {
    const answers = await Promise.all(Array.from({ length: 31 }, () => logIn('guessed@example.com', 'x')))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(1)
    expect(refused[0]?.body).toMatchObject({ code: 'rate_limited' })
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await logIn(person.email)).status).toBe(200)
  })
})

describe('Failed log-ins from one address', () => {
  test('are so many a minute, whatever the emails, and one line each of the audit log', async () => {
    const server = await startServer()
    const admin = await registerAdmin(server)
    const logIn = (email: string, password: string) => server.call('POST', '/auth/login', { body: { email, password } })
    const fail = (from: number, count: number) =>
      Promise.all(Array.from({ length: count }, (_, index) => logIn(`guess-${from + index}@example.com`, 'x')))
    expect((await fail(0, 59)).filter(({ status }) => status !== 401)).toEqual([])
    for (let turn = 0; turn < 3; turn += 1) expect((await logIn(admin.email, PASSWORD)).status).toBe(200)
    const [last, ...refused] = (await fail(59, 4)).toSorted((one, other) => one.status - other.status)
    expect(last?.status).toBe(401)
    for (const answer of refused) expect(answer).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
    const log = await server.call('GET', '/audit-log?action=login.failed&limit=100', { token: admin.token })
    expect(log.body['data']).toHaveLength(60)
    await server.stop()
  })
})

describe('The last admin', () => {
  test('stays one', async () => {
    const server = await startServer()
    const admin = await registerAdmin(server)
    const change = (body: object) => server.call('PATCH', `/users/${admin.id}`, { token: admin.token, body })
    for (const body of [{ role: 'agent' }, { status: 'suspended' }])
      expect(await change(body)).toMatchObject({ status: 409, body: { code: 'last_admin' } })
    await addPerson(server, admin, 'admin')
    expect((await change({ role: 'agent' })).status).toBe(200)
    await server.stop()
  })
})
