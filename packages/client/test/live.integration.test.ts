import { addPerson, type Person, registerAdmin, startServer, type TestServer } from '@boztell/server/testing'
import { aPhone } from '@boztell/testing'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import {
  answered,
  connectLive,
  createBoztellClient,
  type LiveConnection,
  type LiveEvent,
  type LiveState,
} from '../src/index.ts'
import { type Line, openLine } from './a-line.ts'

const MESSAGES = 40
const CUTS = 5
const PATIENCE = { timeout: 15_000, interval: 20 }

let server: TestServer
let admin: Person
let line: Line
const open: LiveConnection[] = []
beforeAll(async () => {
  server = await startServer()
  admin = await registerAdmin(server)
  line = await openLine(server.url)
})
afterEach(() => open.splice(0).forEach(({ close }) => close()))
afterAll(async () => {
  await line.close()
  await server.stop()
})

const listen = (options: Partial<Parameters<typeof connectLive>[0]> = {}) => {
  const events: LiveEvent[] = []
  const states: LiveState[] = []
  let resyncs = 0
  const live = connectLive({
    baseUrl: line.url,
    token: admin.token,
    onEvent: (event) => events.push(event),
    onResync: () => (resyncs += 1),
    onState: (state) => states.push(state),
    ...options,
  })
  open.push(live)
  return {
    live,
    events,
    states,
    resyncs: () => resyncs,
    texts: () =>
      events.flatMap(({ type, data }) =>
        type === 'message.created' && 'content_text' in data ? [data.content_text] : [],
      ),
    isOpen: () => vi.waitFor(() => expect(states.at(-1)).toBe('open'), PATIENCE),
  }
}

test('Tells what happens, and what happened behind an event that is known', async () => {
  const first = listen()
  await first.isOpen()
  const phone = aPhone()
  await server.simulator.says(phone, 'one')
  await vi.waitFor(() => expect(first.texts()).toEqual(['one']), PATIENCE)
  const since = first.live.lastEventId() ?? ''
  first.live.close()
  expect(await first.live.ended).toBe('closed')
  await server.simulator.says(phone, 'two')
  const second = listen({ since })
  await vi.waitFor(() => expect(second.texts()).toEqual(['two']), PATIENCE)
  expect(first.texts()).toEqual(['one'])
})

const idsOf = ({ events }: Readonly<{ events: readonly LiveEvent[] }>) => events.map(({ id }) => id)

test('Misses and doubles nothing, in order, though the line is cut again and again', { timeout: 60_000 }, async () => {
  const heard = listen()
  const calm = listen({ baseUrl: server.url })
  await Promise.all([heard.isOpen(), calm.isOpen()])
  const phones = [aPhone(), aPhone(), aPhone()]
  let isOver = false
  let cuts = 0
  const cutting = (async () => {
    while (!isOver) {
      const { length } = heard.events
      line.cutAfter(300 + Math.floor(Math.random() * 8_000))
      await vi.waitFor(() => expect(isOver || heard.events.length > length).toBe(true), PATIENCE)
      cuts += line.cut()
    }
  })()
  const all: string[] = []
  while (cuts < CUTS || all.length < MESSAGES) {
    all.push(`text ${all.length}`)
    await server.simulator.says(phones[all.length % phones.length] ?? '', all.at(-1) ?? '')
  }
  isOver = true
  await cutting
  await vi.waitFor(() => expect(calm.texts()).toEqual(all), PATIENCE)
  await vi.waitFor(() => expect(idsOf(heard)).toEqual(idsOf(calm)), PATIENCE)
  expect(heard.texts()).toEqual(all)
  expect(heard.states.filter((state) => state === 'open').length).toBeGreaterThan(CUTS)
  expect(heard.resyncs()).toBe(0)
})

test('Gives up a line that has gone silent', async () => {
  const { states, texts, isOpen } = listen({ silence: 300 })
  await isOpen()
  await vi.waitFor(() => expect(states.filter((state) => state === 'open').length).toBeGreaterThan(1), PATIENCE)
  await server.simulator.says(aPhone(), 'still there')
  await vi.waitFor(() => expect(texts()).toEqual(['still there']), PATIENCE)
})

test('Says so when too much was missed', async () => {
  const { resyncs, live } = listen({ since: '0-0' })
  await vi.waitFor(() => expect(resyncs()).toBe(1), PATIENCE)
  expect(live.lastEventId()).not.toBe('0-0')
})

test('Ends with its session, and is not let in with a token that is none', async () => {
  const agent = await addPerson(server, admin, 'agent')
  const { live, isOpen } = listen({ token: agent.token })
  await isOpen()
  const { api } = createBoztellClient({ baseUrl: server.url, token: agent.token })
  expect((await answered(api.auth.logout.$post())).isOk()).toBe(true)
  expect(await live.ended).toBe('session_ended')
  const late = listen({ token: agent.token })
  expect(await late.live.ended).toBe('session_ended')
  expect(late.states).not.toContain('open')
})

test('Waits for a server that is away', async () => {
  line.setOpen(false)
  const { states, isOpen } = listen()
  await vi.waitFor(() => expect(states).toContain('waiting'), PATIENCE)
  line.setOpen(true)
  await isOpen()
})
