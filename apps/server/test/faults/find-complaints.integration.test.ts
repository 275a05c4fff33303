import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { inboxOf, PATIENCE } from '../inbox.ts'
import { registerAdmin } from '../people.ts'
import { startServer, type TestServer } from '../start-server.ts'
import { meetCustomer, openRoom } from './customers.ts'
import { findComplaints, type Seen } from './find-complaints.ts'
import { emptyLedger, type Field, type Ledger } from './ledger.ts'
import { randomness } from './randomness.ts'
import { readStored, type Stored } from './read-stored.ts'
import { startReadLoad } from './read-load.ts'
import { startSendLoad } from './send-load.ts'
import { startWebhookLoad } from './webhook-load.ts'

let server: TestServer
let ledger: Ledger
let stored: Stored
let seen: Seen
beforeAll(async () => {
  server = await startServer()
  const { simulator } = server
  const admin = await registerAdmin(server)
  const customers = await Promise.all([meetCustomer(simulator), meetCustomer(simulator)])
  const field: Field = { seats: [server], customers, people: [admin], ledger: emptyLedger() }
  ledger = field.ledger
  const roomIds = []
  for (const customer of customers) roomIds.push(await openRoom(simulator, inboxOf(server, admin), customer, ledger))
  const random = randomness(1, 'checks')
  const loads = [
    startWebhookLoad(field, { random }),
    startSendLoad(field, { roomIds, random, perRoom: 5 }),
    startReadLoad(field, { random, readers: 1 }),
  ]
  await vi.waitFor(() => {
    expect(ledger.acknowledged.sends).toBe(10)
    expect(ledger.acknowledged.reads).toBeGreaterThan(3)
  }, PATIENCE)
  for (const load of loads) await load.stop()
  seen = await vi.waitFor(async () => {
    const arrivals = await simulator.messages()
    expect(arrivals.filter(({ statuses }) => statuses.includes('read'))).toHaveLength(10)
    const untold = (await simulator.webhooks()).filter(({ state }) => state !== 'delivered')
    expect(untold).toEqual([])
    const requests = await simulator.requests({ method: 'POST', path: '/messages' })
    expect(requests.some(isReceipt)).toBe(true)
    return { arrivals, requests }
  }, PATIENCE)
  stored = await readStored(server.database.pool)
})
afterAll(() => server.stop())

const isReceipt = ({ body }: Seen['requests'][number]): boolean =>
  typeof body === 'object' && body !== null && 'message_id' in body

/** What is stored after a statement that nobody will ever know of. */
const storedAfter = async (statement: string): Promise<Stored> => {
  const client = await server.database.pool.connect()
  try {
    await client.query('begin; set local session_replication_role = replica')
    expect((await client.query(statement)).rowCount, 'rows that were changed').toBeGreaterThan(0)
    return await readStored(client)
  } finally {
    await client.query('rollback')
    client.release()
  }
}

test('Nothing is wrong after a load that nothing disturbed', () => {
  expect(findComplaints(ledger, stored, seen)).toEqual([])
  expect(ledger.posted.length).toBeGreaterThan(3)
})

const columns = `user_id, room_id, content_type, content_text, content, status, attempt, wa_message_id, created_at`
const again = (text: string, author = 'user_id') => `
  insert into messages (id, ${columns})
  select gen_random_uuid(), ${columns.replace('user_id', author)} from messages where content_text = '${text}'
`
const inDatabase = {
  'a lost webhook': [`delete from messages where content_text = 'in 1'`, /«in 1» was acknowledged and is lost/],
  'a doubled webhook': [again('in 1'), /«in 1» is stored 2 times/],
  'a message of nobody': [
    `update messages set wa_message_id = 'wamid.x' where content_text = 'in 1'`,
    /is none that a customer wrote/,
  ],
  'a message in the room of another customer': [
    `update messages set room_id = (select id from rooms where id <> room_id) where content_text = 'in 1'`,
    /«in 1» is not in the room of/,
  ],
  'another text': [
    `update messages set content_text = 'x' where content_text = 'in 1'`,
    /«in 1» is not in the room of/,
  ],
  'a log without the body': [`delete from webhook_log`, /is not in the log/],
  'a lost send': [`delete from messages where content_text = 'out 1'`, /«out 1» was acknowledged and is lost/],
  'a doubled send': [again('out 1'), /«out 1» is stored 2 times/],
  'another author': [
    `update messages set user_id = (select min(id::text)::uuid from users where role = 'system') where content_text = 'out 1'`,
    /«out 1» has another author/,
  ],
  'a message that stays in sending': [
    `update messages set status = 'sending' where content_text = 'out 1'`,
    /«out 1» stays sending/,
  ],
  'a message that stays queued': [
    `update messages set status = 'queued' where content_text = 'out 1'`,
    /«out 1» stays queued/,
  ],
  'a status that went back': [
    `update messages set status = 'delivered' where content_text = 'out 1'`,
    /«out 1» is delivered, where WhatsApp says read/,
  ],
  'a failure that did not happen': [
    `update messages set status = 'failed' where content_text = 'out 1'`,
    /«out 1» is failed, where WhatsApp says read/,
  ],
  'another name': [`update messages set wa_message_id = 'wamid.x' where content_text = 'out 1'`, /has not the name/],
  'an unread count too high': [
    `update rooms set unread_count = unread_count + 1`,
    /counts \d+ unread messages and has \d+/,
  ],
  'a reading that never was': [
    `update rooms set read_seq = read_seq + 1000000`,
    /counts \d+ unread messages and has 0/,
  ],
  'a reading that was forgotten': [`update rooms set read_seq = 0`, /counts \d+ unread messages and has \d+/],
  'a last message that was not last': [
    `update rooms set last_message_at = last_message_at - interval '1 hour'`,
    /another time of its last message/,
  ],
  'two rooms of one customer': [`update rooms set phone = (select min(phone) from rooms)`, /has 2 rooms/],
  'a failed webhook': [
    `insert into webhook_failures (id, raw, error, failed_at) values ('x', '{}', 'a bug', now())`,
    /failed that nobody planted: a bug/,
  ],
} as const

describe('The checks notice in the database', () => {
  test.for(Object.entries(inDatabase))('%s', async ([, [statement, complaint]]) => {
    const complaints = findComplaints(ledger, await storedAfter(statement), seen)
    expect(complaints).toContainEqual(expect.stringMatching(complaint))
  })
})

describe('The checks notice at WhatsApp', () => {
  const complaintsOn = (changed: Partial<Seen>) => findComplaints(ledger, stored, { ...seen, ...changed })
  const requestsOf = (status: number | null) =>
    seen.requests.map((request) => ({ ...request, response: status === null ? null : { status, body: null } }))

  test('a message that came twice', () => {
    const complaints = complaintsOn({ arrivals: [...seen.arrivals, ...seen.arrivals.slice(-1)] })
    expect(complaints).toContainEqual(expect.stringMatching(/reached WhatsApp 2 times/))
  })

  test('messages in another order', () => {
    const complaints = complaintsOn({ arrivals: seen.arrivals.toReversed() })
    expect(complaints).toContainEqual(expect.stringMatching(/reached WhatsApp after .* which was accepted later/))
  })

  test('a message that never came', () => {
    const complaints = complaintsOn({ arrivals: seen.arrivals.slice(1) })
    expect(complaints).toEqual([expect.stringMatching(/is read and never reached WhatsApp/)])
  })

  test.for([null, 200, 500])('a message that was asked for again after the answer %s', (status) => {
    const complaints = complaintsOn({ requests: [...seen.requests, ...requestsOf(status)] })
    expect(complaints).toContainEqual(expect.stringMatching(/went out 2 times without having been refused/))
  })

  test('nothing wrong in a message that was refused before', () => {
    expect(complaintsOn({ requests: [...requestsOf(429), ...seen.requests] })).toEqual([])
  })

  test('a receipt for what nobody has read', () => {
    const { message_id } = seen.requests.find(isReceipt)?.body as Readonly<{ message_id: string }>
    const unread = stored.rooms.map((room) => ({ ...room, read_seq: 0 }))
    const complaints = findComplaints(ledger, { ...stored, rooms: unread }, seen)
    expect(complaints).toContainEqual(`WhatsApp was told that ${message_id} is read, which nobody has read`)
  })

  test('a message that nobody stored', () => {
    const complaints = findComplaints(ledger, { ...stored, messages: [] }, seen)
    expect(complaints).toContainEqual(expect.stringMatching(/which is no stored message/))
  })
})

describe('The checks notice', () => {
  test('an answer that nobody should get', () => {
    expect(findComplaints({ ...ledger, surprises: ['a send got an answer 500'] }, stored, seen)).toEqual([
      'a send got an answer 500',
    ])
  })

  test('a planted webhook that is not kept', () => {
    expect(findComplaints({ ...ledger, planted: ['wamid.planted'] }, stored, seen)).toHaveLength(1)
  })

  test('deadlocks', () => {
    expect(findComplaints(ledger, { ...stored, deadlocks: 2 }, seen)).toEqual(['2 deadlocks'])
  })
})
