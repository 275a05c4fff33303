import { vi } from 'vitest'
import type { MessageResource, MessageWithHistoryResource } from '../src/http/views/message-view.ts'
import type { RoomResource } from '../src/http/views/room-view.ts'
import { type Person, registerAdmin } from './people.ts'
import type { Answer, TestServer } from './start-server.ts'

export type Sent = Readonly<{ answer: Answer; message: MessageResource }>

/** What a person at the inbox does over HTTP, with the answers typed. */
export type Inbox = Readonly<{
  person: Person
  rooms: (query?: string) => Promise<readonly RoomResource[]>
  /** The room of the lead with this phone, user id or name; throws if there is not exactly one. */
  room: (search: string) => Promise<RoomResource>
  /** Newest first. */
  messages: (roomId: string) => Promise<readonly MessageResource[]>
  message: (id: string) => Promise<MessageWithHistoryResource>
  /** `POST /messages/<kind>` as this person. */
  send: (kind: string, body: object, headers?: Readonly<Record<string, string>>) => Promise<Sent>
  text: (roomId: string, text: string) => Promise<MessageResource>
  retry: (id: string) => Promise<Answer>
  /** The message once it has one of these statuses. */
  until: (id: string, ...statuses: readonly MessageResource['status'][]) => Promise<MessageWithHistoryResource>
}>

/** Long enough for retries of the database and of WhatsApp, short enough to fail within a test. */
export const PATIENCE = { timeout: 12_000, interval: 20 }

/** The inbox of the first user, who is the admin. */
export const openInbox = async (server: Pick<TestServer, 'call'>): Promise<Inbox> =>
  inboxOf(server, await registerAdmin(server))

export const inboxOf = ({ call }: Pick<TestServer, 'call'>, person: Person): Inbox => {
  const { token, id: user_id } = person
  const get = async <T>(path: string): Promise<T> => {
    const { status, body } = await call('GET', path, { token })
    if (status !== 200) throw new Error(`GET ${path} answered ${status}`)
    return body as T
  }
  const list = async <T>(path: string) => (await get<{ data: readonly T[] }>(path)).data
  const rooms = (query = '') => list<RoomResource>(`/rooms?limit=100${query}`)
  const message = (id: string) => get<MessageWithHistoryResource>(`/messages/${id}`)
  const send: Inbox['send'] = async (kind, body, headers = {}) => {
    const answer = await call('POST', `/messages/${kind}`, { token, body: { user_id, ...body }, headers })
    return { answer, message: answer.body as unknown as MessageResource }
  }
  return {
    person,
    rooms,
    room: async (search) => {
      const found = (await rooms()).filter(({ phone, lead }) =>
        [phone, lead.whatsapp_user_id, lead.name].includes(search),
      )
      if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} rooms of ${search}`)
      return found[0]
    },
    messages: (roomId) => list(`/rooms/${roomId}/messages?limit=100`),
    message,
    send,
    text: async (room_id, text) => {
      const { answer, message } = await send('send', { room_id, text })
      if (answer.status !== 202) throw new Error(`sending was answered ${answer.status} ${JSON.stringify(answer.body)}`)
      return message
    },
    retry: (id) => call('POST', `/messages/${id}/retry`, { token }),
    until: (id, ...statuses) =>
      vi.waitFor(async () => {
        const found = await message(id)
        if (!statuses.includes(found.status)) throw new Error(`the message is ${found.status}, ${found.error?.title}`)
        return found
      }, PATIENCE),
  }
}
