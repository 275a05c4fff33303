import {
  type MessageId,
  messageIdSchema,
  outgoingBody,
  type OutgoingKindName,
  outgoingKindNames,
  type outgoingKinds,
  roomIdSchema,
  mediaTypes,
  type SendFile,
  type SendMessage,
  shortText,
  type ViewMessage,
} from '@boztell/core'
import { Hono } from 'hono'
import * as v from 'valibot'
import { type FormNeeds, jsonOrFormBody } from './form-body.ts'
import type { Idempotent, MaySee } from './idempotent.ts'
import { jsonBody } from './json-body.ts'
import { describe } from './openapi/operation.ts'
import { type ProblemDocument, refuse } from './problem.ts'
import type { RequestContext } from './request-context.ts'
import type { SignedIn } from './signed-in.ts'
import { type MessageResource, messageSchema, messageView } from './views/message-view.ts'

export type SendingUseCases = Readonly<{ sendMessage: SendMessage; sendFile: SendFile; viewMessage: ViewMessage }>

const common = {
  /** Whether it is there and whose it is, the use case says, in words of their own. */
  user_id: v.nullish(v.string()),
  room_id: v.exactOptional(roomIdSchema),
  to: v.exactOptional(shortText),
  reply_to: v.exactOptional(messageIdSchema),
}

const exactlyOneTarget = (body: unknown) => {
  const given = Object.keys(Object(body) as object).filter((key) => key === 'room_id' || key === 'to')
  if (given.length === 1) return []
  return [{ at: ['room_id'], message: 'exactly one of room_id and to must be given' }]
}

type InputOf<K> = K extends { entries: infer E extends v.ObjectEntries }
  ? v.InferInput<v.StrictObjectSchema<E, undefined>>
  : never
type Body<N extends OutgoingKindName> = InputOf<{ entries: typeof common }> & InputOf<(typeof outgoingKinds)[N]>
/** What a typed client knows of the endpoints that the loop below makes. */
type SendingSchema = {
  [N in OutgoingKindName as `/messages/${N}`]: {
    $post:
      | { input: { json: Body<N> }; output: MessageResource; outputFormat: 'json'; status: 202 }
      | { input: { json: Body<N> }; output: ProblemDocument; outputFormat: 'json'; status: 403 | 404 | 413 | 422 | 503 }
  }
}

/** The fifteen sending endpoints; they differ in their bodies only. */
export const sendingRoutes = (
  { sendMessage, sendFile, viewMessage }: SendingUseCases,
  form: FormNeeds,
  signedIn: SignedIn,
  idempotent: Idempotent,
) => {
  const maySee: MaySee = (viewer, message) => viewMessage({ viewer, messageId: message['id'] as MessageId })
  const bodyOf = (name: OutgoingKindName) => {
    const schema = outgoingBody(name, common, exactlyOneTarget)
    const kind = mediaTypes.find((type) => name === `send-media-${type}`)
    return kind === undefined ? jsonBody(schema) : jsonOrFormBody(form, kind, schema)
  }
  const routes = new Hono<RequestContext, SendingSchema>()
  for (const name of outgoingKindNames)
    routes.post(
      `/messages/${name}`,
      describe({ tag: 'Sending', summary: summaries[name], answers: { 202: messageSchema } }),
      signedIn,
      bodyOf(name),
      idempotent(maySee),
      (c) => {
        const { common, content } = c.req.valid('json')
        const { user_id: userId, room_id: roomId, to = '', reply_to: replyTo } = common
        const target = roomId === undefined ? { to } : { roomId }
        const id = c.var.resourceId as MessageId
        const command = { viewer: c.var.viewer, userId, id, target, content, replyTo }
        const { file } = c.var
        return (file === undefined ? sendMessage(command) : sendFile({ ...command, ...file })).match(
          (view) => c.json(messageView(view), 202),
          refuse(c),
        )
      },
    )
  return routes
}

const summaries: Readonly<Record<OutgoingKindName, string>> = {
  send: 'Send a text',
  'send-template': 'Send a template, also outside the 24-hour window',
  'send-media-image': 'Send an image',
  'send-media-document': 'Send a document',
  'send-media-audio': 'Send audio or a voice message',
  'send-media-video': 'Send a video',
  'send-media-sticker': 'Send a sticker',
  'send-location': 'Send a place',
  'send-contacts': 'Send contact cards',
  'send-quick-reply': 'Ask with up to three replies to tap',
  'send-interactive-list': 'Ask with a list to choose from',
  'send-interactive-button': 'Ask with buttons',
  'send-reaction': 'React to a message',
  'send-interactive-cta-url': 'Send a button that opens a web page',
  'send-location-request': 'Ask for the place where the customer is',
}
