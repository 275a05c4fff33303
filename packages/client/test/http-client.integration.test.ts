import { readdirSync, readFileSync } from 'node:fs'
import { addPerson, type Person, registerAdmin, startServer, type TestServer } from '@boztell/server/testing'
import { aPhone } from '@boztell/testing'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { answered, createBoztellClient, eachItem } from '../src/index.ts'
import { openLine } from './a-line.ts'

let server: TestServer
let admin: Person
beforeAll(async () => {
  server = await startServer()
  admin = await registerAdmin(server)
})
afterAll(() => server.stop())

const signedIn = (options: Readonly<{ baseUrl?: string; fetch?: typeof fetch }> = {}) =>
  createBoztellClient({ baseUrl: server.url, token: admin.token, ...options })

const aRoom = async () => {
  const phone = aPhone()
  await server.simulator.says(phone, 'Halo')
  return (await answered(signedIn().api.rooms.$post({ json: { phone } })))._unsafeUnwrap()
}

describe('A call', () => {
  test('is typed by the route, and answers what the server says', async () => {
    const { api } = signedIn()
    const { id } = await aRoom()
    const room = (await answered(api.rooms[':room_id'].$get({ param: { room_id: id } })))._unsafeUnwrap()
    expectTypeOf(room.unread_count).toEqualTypeOf<number>()
    expectTypeOf(room.status).toEqualTypeOf<'open' | 'closed'>()
    expect(room).toMatchObject({ id, unread_count: 1 })
    const read = await answered(api.rooms[':room_id'].read.$post({ param: { room_id: id }, json: { typing: true } }))
    expect(read._unsafeUnwrap().unread_count).toBe(0)
  })

  test('that answers nothing gives null', async () => {
    const agent = await addPerson(server, admin, 'agent')
    const { api } = createBoztellClient({ baseUrl: server.url, token: () => agent.token })
    const gone = await answered(api.auth.logout.$post())
    expect(gone._unsafeUnwrap()).toBeNull()
    expect((await answered(api.auth.profile.$get()))._unsafeUnwrapErr()).toMatchObject({ code: 'unauthenticated' })
  })

  test('that is refused says why and where', async () => {
    const { api } = signedIn()
    const refused = (await answered(api.rooms.$post({ json: { phone: 'nobody' } })))._unsafeUnwrapErr()
    expect(refused).toMatchObject({
      type: 'problem',
      status: 422,
      code: 'validation_failed',
      requestId: expect.any(String),
      errors: [{ path: 'phone', message: expect.any(String) }],
    })
    expect(
      (await answered(createBoztellClient({ baseUrl: server.url }).api.rooms.$get({ query: {} })))._unsafeUnwrapErr(),
    ).toMatchObject({ status: 401, code: 'unauthenticated' })
  })

  test('that nobody answers, or something else, is no answer', async () => {
    const line = await openLine(server.url)
    line.setOpen(false)
    const { api } = signedIn({ baseUrl: line.url })
    expect((await answered(api.rooms.$get({ query: {} })))._unsafeUnwrapErr()).toMatchObject({ type: 'no_answer' })
    await line.close()
    const portal = signedIn({ fetch: async () => new Response('<h1>Log in to the Wi-Fi</h1>', { status: 403 }) })
    expect((await answered(portal.api.rooms.$get({ query: {} })))._unsafeUnwrapErr()).toMatchObject({
      type: 'no_answer',
      reason: 'HTTP 403 from something else',
    })
  })
})

describe('once', () => {
  test('does it once, however often the line is cut before the answer is there', async () => {
    const { id: room_id } = await aRoom()
    const line = await openLine(server.url)
    let tries = 0
    const { api, once } = signedIn({
      baseUrl: line.url,
      fetch: async (...request) => {
        tries += 1
        const response = await fetch(...request)
        if (tries < 3) throw new TypeError('the answer got lost')
        return response
      },
    })
    const json = { user_id: admin.id, room_id, text: 'Siap' }
    const sent = (await once((options) => answered(api.messages.send.$post({ json }, options))))._unsafeUnwrap()
    expect(tries).toBe(3)
    const listed = await answered(api.rooms[':room_id'].messages.$get({ param: { room_id }, query: {} }))
    const ours = listed._unsafeUnwrap().data.filter(({ direction }) => direction === 'outbound')
    expect(ours.map(({ id }) => id)).toEqual([sent.id])
    await line.close()
  })

  test('asks no second time what is refused', async () => {
    let tries = 0
    const { api, once } = signedIn({
      fetch: (...request) => {
        tries += 1
        return fetch(...request)
      },
    })
    const json = { user_id: admin.id, room_id: crypto.randomUUID(), text: 'Siap' }
    const refused = await once((options) => answered(api.messages.send.$post({ json }, options)))
    expect(refused._unsafeUnwrapErr()).toMatchObject({ code: 'not_found' })
    expect(tries).toBe(1)
  })
})

describe('eachItem', () => {
  test('gives every item once, page by page, and an error as the last', async () => {
    const rooms = [await aRoom(), await aRoom(), await aRoom()].map(({ id }) => id)
    const { api } = signedIn()
    const found: string[] = []
    for await (const item of eachItem((cursor) => answered(api.rooms.$get({ query: { limit: '2', cursor } }))))
      found.push(item._unsafeUnwrap().id)
    expect(new Set(found).size).toBe(found.length)
    expect(found).toEqual(expect.arrayContaining(rooms))

    const items = []
    const stranger = createBoztellClient({ baseUrl: server.url })
    for await (const item of eachItem((cursor) => answered(stranger.api.rooms.$get({ query: { cursor } }))))
      items.push(item)
    expect(items.map((item) => item.isErr())).toEqual([true])
  })
})

test('The sources take of the server its types only, and nothing of Node.js', () => {
  const folder = new URL('../src/', import.meta.url)
  const imports = readdirSync(folder).flatMap((name) =>
    [...readFileSync(new URL(name, folder), 'utf8').matchAll(/^(import|export)( type)? .* from '([^.][^']*)'$/gm)].map(
      ([, , type, from = '']) => ({ from, isType: type !== undefined }),
    ),
  )
  expect(new Set(imports.filter(({ isType }) => !isType).map(({ from }) => from))).toEqual(
    new Set(['hono/client', 'neverthrow']),
  )
  expect(imports).toContainEqual({ from: '@boztell/server', isType: true })
})
