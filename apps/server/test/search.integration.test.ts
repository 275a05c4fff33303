import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FoundMessageResource } from '../src/http/views/found-message-view.ts'
import { type Inbox, inboxOf, openInbox } from './inbox.ts'
import { addPerson } from './people.ts'
import { startServer, type TestServer } from './start-server.ts'

let server: TestServer
let admin: Inbox
let agent: Inbox
beforeAll(async () => {
  server = await startServer()
  admin = await openInbox(server)
  agent = inboxOf(server, await addPerson(server, admin.person, 'agent'))
})
afterAll(() => server.stop())

const search = async ({ person }: Inbox, query: string) => server.call('GET', `/messages/search?${query}`, person)
const found = async (inbox: Inbox, query: string) => {
  const { body } = await search(inbox, query)
  return body as unknown as { data: readonly FoundMessageResource[]; next_cursor: string | null }
}

describe('GET /messages/search', () => {
  test('finds what customers and users said, with highlights, newest first and page by page', async () => {
    await server.simulator.says('+6281299900101', 'Apakah pesanan saya sudah dikirim? 👍')
    const room = await admin.room('+6281299900101')
    const answer = await admin.text(room.id, 'Pesanan Anda sudah dikirim')
    const first = await found(admin, 'q=PESANAN+kirim&limit=1')
    const view = await admin.message(answer.id)
    expect(first.data).toMatchObject([
      {
        id: view.id,
        room_id: room.id,
        user_id: admin.person.id,
        content_text: view.content_text,
        highlights: [
          {
            field: 'content_text',
            text: 'Pesanan Anda sudah dikirim',
            ranges: [
              [0, 7],
              [21, 26],
            ],
          },
        ],
      },
    ])
    const second = await found(admin, `q=pesanan+kirim&limit=1&cursor=${first.next_cursor}`)
    expect(second.data).toMatchObject([
      {
        direction: 'inbound',
        highlights: [
          {
            ranges: [
              [7, 14],
              [28, 33],
            ],
          },
        ],
      },
    ])
    expect(second.next_cursor).toBeNull()
  })

  test('shows an agent nothing of other rooms, which for them do not exist', async () => {
    await server.simulator.says('+6281299900102', 'Rahasia besar')
    const room = await admin.room('+6281299900102')
    expect((await found(admin, 'q=rahasia')).data).toHaveLength(1)
    expect(await found(agent, 'q=rahasia')).toEqual({ data: [], next_cursor: null })
    expect(await search(agent, `q=rahasia&room_id=${room.id}`)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    })
    await server.call('POST', `/rooms/${room.id}/participants`, {
      token: admin.person.token,
      body: { user_id: agent.person.id },
    })
    expect((await found(agent, `q=rahasia&room_id=${room.id}`)).data).toHaveLength(1)
  })

  test.for([
    ['', 'q', 'is required'],
    ['q=', 'q', 'must have a word of two characters at least'],
    ['q=a', 'q', 'must have a word of two characters at least'],
    ['q=%E4%B8%AD+b', 'q', 'must have a word of two characters at least'],
    [`q=${'ab+'.repeat(70)}`, 'q', 'must have at most 200 characters'],
    ['q=a1+b2+c3+d4+e5+f6+g7+h8+i9+j10+k11', 'q', 'must have at most 10 words'],
    ['q=halo&room_id=1', 'room_id', 'must be a UUID'],
    ['q=halo&cursor=x', 'cursor', 'must be a UUID'],
    ['q=halo&limit=101', 'limit', 'must be at most 100'],
  ] as const)('refuses %s', async ([query, path, message]) => {
    const { status, body } = await search(admin, query)
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { code: 'validation_failed', errors: [{ path, message }] },
    })
  })
})
