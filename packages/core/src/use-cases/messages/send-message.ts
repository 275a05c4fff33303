import { err, ok, okAsync, type Result, type ResultAsync, safeTry } from 'neverthrow'
import { resumeAssignments } from '../../assignment/keep-assignments.ts'
import { claimedAuthor } from '../../attribution/claimed-author.ts'
import {
  type NotFound,
  notFound,
  type OutsideServiceWindow,
  type RoomAssignedElsewhere,
  type Unavailable,
  type UserIdMismatch,
  type UserIdRequired,
  type ValidationFailed,
  validationFailed,
} from '../../errors.ts'
import { messagesCreated, roomUpdated } from '../../event/domain-event.ts'
import { forEachOk, nextAnswer } from '../../group-answers.ts'
import type { Instant } from '../../instant.ts'
import type { OwnNumber } from '../../lead/business-number.ts'
import { type CountryCode, parsePhone } from '../../lead/phone.ts'
import { draftMessage, quotedId, type Wording } from '../../message/draft-message.ts'
import type { MessageId, UserMessage } from '../../message/message.ts'
import { reactionsOf } from '../../message/reaction.ts'
import { fillMedia } from '../../media/fill-media.ts'
import type { HeldMedia } from '../../media/media-file.ts'
import { downloadsOf } from '../../media/media-download.ts'
import { mediaPlaceOf } from '../../media/media-place.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Digest } from '../../ports/digest.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { MessageView } from '../../ports/inbox.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { findOrOpenRoom } from '../../room/find-or-open-room.ts'
import { maySeeEach, type Sight } from '../../room/find-visible-room.ts'
import type { Room, RoomId } from '../../room/room.ts'
import { withMessage } from '../../room/room-activity.ts'
import { fillTemplates, type TemplateRefusal } from '../../template/fill-templates.ts'
import type { User, UserId } from '../../user/user.ts'

type Needs = Readonly<{
  unitOfWork: UnitOfWork
  number: OwnNumber
  defaultCountry: CountryCode
  clock: Clock
  ids: IdSource
  digest: Digest
}>

export type SendMessageError =
  | UserIdRequired
  | UserIdMismatch
  | NotFound
  | RoomAssignedElsewhere
  | ValidationFailed
  | OutsideServiceWindow
  | TemplateRefusal
  | Unavailable

type ToRoom = Readonly<{ roomId: RoomId }>
type ToPhone = Readonly<{ to: string }>

export type SendMessageCommand = Readonly<{
  viewer: User
  /** Who the request says is sending. */
  userId: string | null | undefined
  target: ToRoom | ToPhone
  /** The content's file, where it comes with the request: its bytes are in the storage, and it is stored with the message. */
  attachment?: HeldMedia | undefined
}> &
  Wording

/** Puts what a user says into its room's outbox. A refused message leaves nothing behind. */
export type SendMessage = (command: SendMessageCommand) => ResultAsync<MessageView, SendMessageError>

export const makeSendMessage = (needs: Needs): SendMessage => {
  const sendMessages = makeSendMessages(needs)
  return (command) => sendMessages([command]).andThen((answers) => nextAnswer(answers.values()))
}

type Answer = Result<MessageView, SendMessageError>

/**
 * As `SendMessage` for a group, in one unit of work with as many store calls as for one. Answers and each room's messages are in
 * the order of the group. Whoever writes to a phone, and so may make a room, gets a unit of work of their own after that one.
 */
export type SendMessages = (group: readonly SendMessageCommand[]) => ResultAsync<readonly Answer[], Unavailable>

export const makeSendMessages = (needs: Needs): SendMessages => {
  const { unitOfWork, clock } = needs

  const toRooms = (group: readonly Authored<ToRoom>[]): ResultAsync<readonly Answer[], Unavailable> =>
    group.length === 0
      ? okAsync([])
      : unitOfWork.run((stores) =>
          lockRooms(stores, group).andThen((placed) =>
            forEachOk(placed, (each) => say(needs, stores, each, clock.now())),
          ),
        )

  const toPhone = (one: Authored<ToPhone>): ResultAsync<MessageView, SendMessageError> =>
    unitOfWork.run((stores) =>
      safeTry<MessageView, SendMessageError>(async function* () {
        const now = clock.now()
        const room = yield* await roomOfPhone(needs, stores, one, now)
        const answers = yield* await say(needs, stores, [{ ...one, room }], now)
        return nextAnswer(answers.values())
      }),
    )

  return (group) =>
    forEachOk(group.map(authored), (all) =>
      safeTry<readonly Answer[], Unavailable>(async function* () {
        const ofRooms = (yield* await toRooms(all.filter(isToRoom))).values()
        const answers: Answer[] = []
        for (const one of all) answers.push(isToPhone(one) ? await toPhone(one) : nextAnswer(ofRooms))
        return ok(answers)
      }),
    )
}

type Authored<T = ToRoom | ToPhone> = Readonly<{
  author: UserId
  viewer: User
  wording: Wording
  target: T
  attachment: HeldMedia | undefined
}>
type Placed = Authored & Sight

const authored = (command: SendMessageCommand): Result<Authored, UserIdRequired | UserIdMismatch> =>
  claimedAuthor(command.viewer, command.userId).map((author) => ({
    author,
    viewer: command.viewer,
    wording: command,
    target: command.target,
    attachment: command.attachment,
  }))
const isToRoom = (one: Authored): one is Authored<ToRoom> => 'roomId' in one.target
const isToPhone = (one: Authored): one is Authored<ToPhone> => 'to' in one.target

const roomOfPhone = (needs: Needs, stores: Stores, { viewer, target }: Authored<ToPhone>, now: Instant) =>
  parsePhone(target.to, needs.defaultCountry)
    .mapErr(({ message }) => validationFailed({ path: 'to', message }))
    .asyncAndThen((phone) => findOrOpenRoom(needs, stores, { viewer, phone }, now))
    .map(({ room }) => room)

/** Each with its room as it is now, held, if the viewer may see it. */
const lockRooms = (
  stores: Stores,
  group: readonly Authored<ToRoom>[],
): ResultAsync<readonly Result<Placed, NotFound>[], Unavailable> =>
  stores.rooms.lock([...new Set(group.map(({ target }) => target.roomId))]).andThen((locked) => {
    const rooms = byId(locked)
    const found = group.map((one): Result<Placed, NotFound> => {
      const room = rooms.get(one.target.roomId)
      return room === undefined ? err(notFound('room', one.target.roomId)) : ok({ ...one, room })
    })
    return forEachOk(found, (placed) =>
      maySeeEach(stores, placed).map((seen) =>
        placed.map((one, index) => (seen[index] === true ? ok(one) : err(notFound('room', one.room.id)))),
      ),
    )
  })

/**
 * Stores what may be said and hands it to the outbox. A message that exists already is answered as it is stored and sends
 * nothing, even if it could not be sent any more: it is a repeated request.
 */
const say = ({ number }: Needs, stores: Stores, group: readonly Placed[], now: Instant) =>
  safeTry<readonly Answer[], Unavailable>(async function* () {
    const quotedIds = group.flatMap(({ wording }) => quotedId(wording) ?? [])
    const known = byId(yield* await stores.messages.find(quotedIds.map((id) => ({ id }))))
    const filled = yield* await fillTemplates(
      stores,
      number.businessAccountId,
      group.map(({ wording: { content }, room: { leadId } }) => ({ content, leadId })),
    )
    const templates = filled.values()
    const fillings = group.map(({ viewer, attachment }) =>
      nextAnswer(templates).map((content) => ({ content, viewer, attachment })),
    )
    const contents = (yield* await forEachOk(fillings, (each) => fillMedia(stores, each))).values()
    const drafts = new Map<MessageId, UserMessage>()
    const decided = group.map(({ wording, author, room }) => {
      const find = (id: MessageId) => drafts.get(id) ?? known.get(id)
      const draft = nextAnswer(contents).andThen((content) =>
        draftMessage({ ...wording, content }, author, room, find, now),
      )
      if (draft.isOk() && !drafts.has(wording.id)) drafts.set(wording.id, draft.value)
      return draft
    })

    const added = byId(yield* await addToRooms(stores, byId(group.map(({ room }) => room)), [...drafts.values()], now))
    yield* await keepFiles(
      stores,
      [...added.values()],
      group.flatMap(({ attachment }) => attachment ?? []),
    )
    const others = group.flatMap(({ wording: { id } }) => (added.has(id) ? [] : [{ id }]))
    const repeated = byId(yield* await stores.messages.find(others))
    return ok(
      decided.map((draft, index): Answer => {
        const id = group[index]?.wording.id
        const stored = id && (added.get(id) ?? repeated.get(id))
        return (stored ? ok(stored) : draft).map((message) => ({ message, replyTo: message.replyTo, reactions: [] }))
      }),
    )
  })

/** Adds messages to rooms that are held; answers those that were really added. */
const addToRooms = (
  stores: Stores,
  rooms: ReadonlyMap<RoomId, Room>,
  messages: readonly UserMessage[],
  now: Instant,
): ResultAsync<readonly UserMessage[], Unavailable> =>
  safeTry(async function* () {
    const isClosed = new Set([...rooms.values()].flatMap(({ id, status }) => (status === 'closed' ? id : [])))
    if (isClosed.size > 0) yield* await stores.assignments.lock()
    const ids = new Set(yield* await stores.messages.append(messages))
    const added = messages.filter(({ id }) => ids.has(id))
    const ofRooms = Map.groupBy(added, ({ roomId }) => roomId)
    const touched = [...rooms.values()].flatMap((room) => {
      const said = ofRooms.get(room.id)
      return said === undefined ? [] : [said.reduce((before, message) => withMessage(before, message, now), room)]
    })
    yield* await stores.rooms.save(touched)
    const reopened = touched.flatMap(({ id, status }) => (status === 'open' && isClosed.has(id) ? id : []))
    if (reopened.length > 0) yield* await resumeAssignments(stores, reopened, null, now)
    yield* await stores.outbox.put(
      added.map(({ id: messageId, roomId }) => ({ messageId, roomId })),
      now,
    )
    // What is sent by WhatsApp's own id of it is fetched, to be shown here.
    yield* await stores.mediaDownloads.put(downloadsOf(added), now)
    yield* await stores.reactions.save(added.flatMap(reactionsOf))
    yield* await stores.events.append([...messagesCreated(added), ...touched.map(({ id }) => roomUpdated(id))], now)
    return ok(added)
  })

/** Notes which of these messages have which media, and the media that came with them. */
const keepFiles = (
  { mediaFiles, media, mediaUses }: Stores,
  messages: readonly UserMessage[],
  attachments: readonly HeldMedia[],
): ResultAsync<void, Unavailable> =>
  safeTry(async function* () {
    const uses = messages.flatMap(({ id: messageId, roomId, content }) => {
      const mediaId = mediaPlaceOf(content)?.media.id ?? null
      return mediaId === null ? [] : [{ mediaId, messageId, roomId }]
    })
    if (uses.length === 0) return ok()
    const used = new Set(uses.map(({ mediaId }) => mediaId))
    const kept = attachments.filter(({ id }) => used.has(id))
    yield* await mediaFiles.save(kept.map(({ file }) => file))
    yield* await media.append(kept.map(({ file: _file, ...item }) => item))
    yield* await mediaUses.append(uses)
    return ok()
  })

const byId = <T extends Readonly<{ id: string }>>(things: readonly T[]): ReadonlyMap<T['id'], T> =>
  new Map(things.map((thing) => [thing.id, thing]))
