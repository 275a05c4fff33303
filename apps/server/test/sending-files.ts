import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { MediaType } from '@boztell/core'
import { aPhone } from '@boztell/testing'
import { expect } from 'vitest'
import { readStoredFiles } from './faults/read-files.ts'
import { type Inbox, PATIENCE } from './inbox.ts'
import type { Answer, TestServer } from './start-server.ts'

type Fields = Readonly<Record<string, string>>
type FilePart = Readonly<{ bytes: Uint8Array; name?: string; part?: string }>

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export const aForm = (fields: Fields, ...files: readonly FilePart[]): FormData => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  for (const { bytes, name = 'file', part = 'file' } of files)
    form.append(part, new Blob([Uint8Array.from(bytes)]), name)
  return form
}

/** A 422 that names the field. */
export const refusedAt = (path: string) => ({ status: 422, body: { code: 'validation_failed', errors: [{ path }] } })

/** What customers and a person at the inbox do with files, and what WhatsApp has of it. */
export const sendingFiles = (server: Omit<TestServer, 'database' | 'stop'>, inbox: Inbox) => {
  const post = (path: string, body: unknown, headers: Fields = {}, token = inbox.person.token): Promise<Answer> =>
    server.call('POST', path, { token, body, headers })
  const bytesOf = async (id: string) => new Uint8Array(await buffer(await server.simulator.mediaBytes(id)))
  return {
    post,
    /** A customer sends it: the message once its file is here, and what WhatsApp has. */
    receive: async (kind: MediaType, bytes: Uint8Array, content: Readonly<{ mime_type: string }>) => {
      const phone = aPhone()
      const base64 = Buffer.from(bytes).toString('base64')
      const { id } = await server.simulator.addMedia({ base64, mimeType: content.mime_type, from: 'customer' })
      await server.simulator.receive(phone, { type: kind, content: { ...content, id } })
      const { id: roomId } = await inbox.room(phone)
      const look = async () => (await inbox.messages(roomId))[0]
      await expect.poll(async () => (await look())?.content['media'], PATIENCE).toMatchObject({ state: 'ready' })
      const message = await look()
      if (message === undefined) throw new Error(`${roomId} has no messages`)
      return { roomId, message, atWhatsApp: await bytesOf(id) }
    },
    /** What a browser gets. */
    served: async (path: string | null) => {
      const answer = await fetch(server.url + path, { headers: { authorization: `Bearer ${inbox.person.token}` } })
      return { status: answer.status, type: answer.headers.get('content-type'), bytes: await answer.bytes() }
    },
    /** Whose customer has just written. */
    aRoom: async () => {
      const phone = aPhone()
      await server.simulator.says(phone, 'Halo')
      return (await inbox.room(phone)).id
    },
    sendForm: (kind: string, fields: Fields, bytes: Uint8Array, headers: Fields = {}) => {
      const form = aForm({ user_id: inbox.person.id, ...fields }, { bytes, name: 'a.file' })
      return post(`/messages/send-media-${kind}`, form, headers)
    },
    /** What is on its way in, or was left there. */
    staged: async () =>
      (await readStoredFiles(server.dataDir)).staged.filter((path) => !basename(path).startsWith('.')),
    /** The bytes that WhatsApp has of a message's file, once it is sent. */
    bytesAtWhatsApp: async (messageId: string): Promise<Uint8Array> => {
      await inbox.until(messageId, 'accepted', 'sent', 'delivered', 'read')
      const sent = (await server.simulator.messages()).find(({ callbackData }) => callbackData === messageId)
      const { id } = sent?.body[sent.type] as { id: string }
      return bytesOf(id)
    },
  }
}

/** How many rows a table has. */
export const countRows = async ({ database }: Pick<TestServer, 'database'>, table: string): Promise<number> => {
  const { rows: found } = await database.pool.query<{ count: number }>(`select count(*) as count from ${table}`)
  return Number(found[0]?.count)
}
