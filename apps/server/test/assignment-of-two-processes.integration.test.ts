import { freshDatabase } from '@boztell/postgres/testing'
import { expect, test } from 'vitest'
import { PATIENCE } from './inbox.ts'
import { addPerson, type Person, registerAdmin } from './people.ts'
import { aTextMessage, postWebhook, webhookOf } from './post-webhook.ts'
import { startServerProcess } from './server-process.ts'
import { callTo } from './start-server.ts'

const ROOMS = 50
const AGENTS = 5

test('Fifty rooms that come to two processes at once go to five agents evenly, none to two of them', async () => {
  const database = { DATABASE_URL: (await freshDatabase()).connectionString }
  const processes = await Promise.all([startServerProcess(database), startServerProcess(database)])
  const [one, other] = processes.map(({ url }) => ({ call: callTo(url) })) as [Caller, Caller]
  const admin = await registerAdmin(one)
  const agents: Person[] = []
  for (let index = 0; index < AGENTS; index += 1) agents.push(await addPerson(one, admin, 'agent'))
  const share = ROOMS / AGENTS
  const assign = async (capacity: number) => {
    const body = { mode: 'round_robin', capacity }
    expect((await one.call('PUT', '/settings/assignment', { token: admin.token, body })).status).toBe(200)
  }
  // Not what each gets: then only the turns make it even.
  await assign(ROOMS)

  const first = Array.from({ length: ROOMS + 1 }, (_, index) => `62812777${String(index).padStart(5, '0')}`)
  const late = first.pop() ?? ''
  const say = (from: string, index: number) =>
    postWebhook(index % 2 === 0 ? one : other, webhookOf([aTextMessage(from, 'Halo')]))
  // Two at a time, one to each, so that both give a room away at the same moment again and again.
  for (let index = 0; index < ROOMS; index += 2) {
    const answers = await Promise.all(first.slice(index, index + 2).map(say))
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
  }

  const roomsOf = async ({ token }: Person) => {
    const { body } = await other.call('GET', '/rooms?limit=100', { token })
    return body['data'] as unknown as readonly { id: string }[]
  }
  const held = async () => Promise.all(agents.map(roomsOf))
  await expect.poll(async () => (await held()).flat().length, PATIENCE).toBe(ROOMS)
  const rooms = await held()
  expect(rooms.map(({ length }) => length)).toEqual(Array.from({ length: AGENTS }, () => share))
  expect(new Set(rooms.flat().map(({ id }) => id)).size).toBe(ROOMS)

  await assign(share)
  // All are full: one more waits for somebody, and is nobody's.
  expect((await say(late, 1)).status).toBe(200)
  const { body } = await one.call('GET', '/review-queue?status=open', { token: admin.token })
  expect(body['data']).toMatchObject([{ reason: 'no_agent_available' }])
  expect((await held()).flat()).toHaveLength(ROOMS)
})

type Caller = Readonly<{ call: ReturnType<typeof callTo> }>
