import {
  closedObject,
  type ListMessages,
  type ListRooms,
  messagesQuery,
  oneLine,
  type OpenRoom,
  type ReadRoom,
  readRoomInput,
  type RoomId,
  roomIdSchema,
  roomsQuery,
  shortText,
  type UpdateRoom,
  updateRoomInput,
  type ViewRoom,
} from '@boztell/core'
import { Hono } from 'hono'
import * as v from 'valibot'
import { originOf } from './client-address.ts'
import type { Idempotent, MaySee } from './idempotent.ts'
import { jsonBody } from './json-body.ts'
import { describe } from './openapi/operation.ts'
import { pathId } from './path-id.ts'
import { refuse } from './problem.ts'
import { query } from './query.ts'
import type { RequestContext } from './request-context.ts'
import type { SignedIn } from './signed-in.ts'
import { messageSchema, messageView } from './views/message-view.ts'
import { pageSchema, pageView } from './views/page-view.ts'
import { roomSchema, roomView } from './views/room-view.ts'

export type RoomUseCases = Readonly<{
  listRooms: ListRooms
  openRoom: OpenRoom
  viewRoom: ViewRoom
  updateRoom: UpdateRoom
  readRoom: ReadRoom
  listMessages: ListMessages
}>

const tag = 'Rooms'
const name = v.optional(oneLine(1, 100))
const openRoomInput = closedObject({ phone: shortText, name, title: name })

export const roomRoutes = (
  { listRooms, openRoom, viewRoom, updateRoom, readRoom, listMessages }: RoomUseCases,
  signedIn: SignedIn,
  idempotent: Idempotent,
) => {
  const maySee: MaySee = (viewer, room) => viewRoom({ viewer, roomId: room['id'] as RoomId })

  return new Hono<RequestContext>()
    .get(
      '/rooms',
      describe({
        tag,
        summary: 'The rooms you may see, newest activity first',
        answers: { 200: pageSchema(roomSchema) },
      }),
      signedIn,
      query(roomsQuery),
      (c) => {
        const { limit, cursor = null, status = null, q = '', unread = null, assigned_to } = c.req.valid('query')
        const filter = { status, unread, q: q === '' ? null : q, assignedTo: assigned_to ?? null }
        return listRooms({ viewer: c.var.viewer, filter, page: { limit, cursor } }).match(
          (page) => c.json(pageView(page, roomView), 200),
          refuse(c),
        )
      },
    )
    .post(
      '/rooms',
      describe({ tag, summary: 'Find or create the room of a phone', answers: { 200: roomSchema, 201: roomSchema } }),
      signedIn,
      jsonBody(openRoomInput),
      idempotent(maySee),
      (c) =>
        openRoom({ viewer: c.var.viewer, origin: originOf(c), ...c.req.valid('json') }).match(
          ({ view, created }) => c.json(roomView(view), created ? 201 : 200),
          refuse(c),
        ),
    )
    .get(
      '/rooms/:room_id',
      describe({ tag, summary: 'One room', answers: { 200: roomSchema } }),
      signedIn,
      pathId('room_id', roomIdSchema, 'room'),
      (c) =>
        viewRoom({ viewer: c.var.viewer, origin: originOf(c), roomId: c.req.valid('param').room_id }).match(
          (view) => c.json(roomView(view), 200),
          refuse(c),
        ),
    )
    .patch(
      '/rooms/:room_id',
      describe({ tag, summary: 'Name, close or reopen a room', answers: { 200: roomSchema } }),
      signedIn,
      jsonBody(updateRoomInput),
      pathId('room_id', roomIdSchema, 'room'),
      (c) =>
        updateRoom({
          viewer: c.var.viewer,
          origin: originOf(c),
          roomId: c.req.valid('param').room_id,
          ...c.req.valid('json'),
        }).match((view) => c.json(roomView(view), 200), refuse(c)),
    )
    .post(
      '/rooms/:room_id/read',
      describe({ tag, summary: 'Mark a room read, and tell WhatsApp', answers: { 200: roomSchema } }),
      signedIn,
      jsonBody(readRoomInput, { mayBeMissing: true }),
      pathId('room_id', roomIdSchema, 'room'),
      (c) => {
        const { up_to: upTo, typing } = c.req.valid('json')
        const roomId = c.req.valid('param').room_id
        return readRoom({ viewer: c.var.viewer, roomId, upTo, typing, origin: originOf(c) }).match(
          (view) => c.json(roomView(view), 200),
          refuse(c),
        )
      },
    )
    .get(
      '/rooms/:room_id/messages',
      describe({ tag, summary: 'What was said in a room, newest first', answers: { 200: pageSchema(messageSchema) } }),
      signedIn,
      query(messagesQuery),
      pathId('room_id', roomIdSchema, 'room'),
      (c) =>
        listMessages({
          viewer: c.var.viewer,
          origin: originOf(c),
          roomId: c.req.valid('param').room_id,
          ...c.req.valid('query'),
        }).match((page) => c.json(pageView(page, messageView), 200), refuse(c)),
    )
}
