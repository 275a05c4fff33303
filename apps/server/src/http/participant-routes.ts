import {
  type AddParticipant,
  addParticipantInput,
  type ListParticipants,
  type RemoveParticipant,
  type RoomId,
  roomIdSchema,
  userIdSchema,
  type ViewRoom,
} from '@boztell/core'
import { Hono } from 'hono'
import * as v from 'valibot'
import { originOf } from './client-address.ts'
import type { Idempotent } from './idempotent.ts'
import { jsonBody } from './json-body.ts'
import { describe } from './openapi/operation.ts'
import { pathId } from './path-id.ts'
import { refuse } from './problem.ts'
import type { RequestContext } from './request-context.ts'
import type { SignedIn } from './signed-in.ts'
import { participantSchema, participantView } from './views/room-view.ts'

export type ParticipantUseCases = Readonly<{
  listParticipants: ListParticipants
  addParticipant: AddParticipant
  removeParticipant: RemoveParticipant
  viewRoom: ViewRoom
}>

const tag = 'Rooms'

export const participantRoutes = (
  { listParticipants, addParticipant, removeParticipant, viewRoom }: ParticipantUseCases,
  signedIn: SignedIn,
  idempotent: Idempotent,
) =>
  new Hono<RequestContext>()
    .get(
      '/rooms/:room_id/participants',
      describe({ tag, summary: 'Who takes part', answers: { 200: v.object({ data: v.array(participantSchema) }) } }),
      signedIn,
      pathId('room_id', roomIdSchema, 'room'),
      (c) =>
        listParticipants({ viewer: c.var.viewer, roomId: c.req.valid('param').room_id }).match(
          (participants) => c.json({ data: participants.map(participantView) }, 200),
          refuse(c),
        ),
    )
    .post(
      '/rooms/:room_id/participants',
      describe({ tag, summary: 'Assign the room to a user', answers: { 201: participantSchema } }),
      signedIn,
      jsonBody(addParticipantInput),
      pathId('room_id', roomIdSchema, 'room'),
      idempotent((viewer, _answer, { room_id }) => viewRoom({ viewer, roomId: room_id as RoomId })),
      (c) =>
        addParticipant({
          viewer: c.var.viewer,
          origin: originOf(c),
          roomId: c.req.valid('param').room_id,
          userId: c.req.valid('json').user_id,
        }).match((participant) => c.json(participantView(participant), 201), refuse(c)),
    )
    .delete(
      '/rooms/:room_id/participants/:user_id',
      describe({ tag, summary: 'Take the room from a user', answers: { 204: null } }),
      signedIn,
      pathId('room_id', roomIdSchema, 'room'),
      pathId('user_id', userIdSchema, 'participant'),
      (c) => {
        const { room_id: roomId, user_id: userId } = c.req.valid('param')
        return removeParticipant({ viewer: c.var.viewer, origin: originOf(c), roomId, userId }).match(
          () => c.body(null, 204),
          refuse(c),
        )
      },
    )
