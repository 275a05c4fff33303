import type { Gram, Message, MessageId, RoomId } from '@boztell/core'
import { gramsOf, isShownInRoom, searchedTexts, timestampOf } from '@boztell/core'
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { recordset } from './sql-values.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const MONTH = 30 * DAY
const SPANS = [MINUTE, HOUR, DAY, MONTH]

/** A stretch of time, `span` milliseconds long, that stands among a message's grams, so that an index entry says when as well. */
const spanGram = (span: number, at: number): Gram => Math.floor(at / span) * SPANS.length + SPANS.indexOf(span)

/** The last 32 bits, which are random. */
export const roomGram = (roomId: RoomId): Gram => Number.parseInt(roomId.slice(-8), 16) | 0

/** As PostgreSQL writes an array, which it reads faster than JSON. */
const literal = (grams: Iterable<Gram>): string => `{${[...grams].join(',')}}`

/** What the index holds of a message; null for what is not found by search. */
export const gramsOfMessage = (message: Message): string | null => {
  if (message.revokedAt !== null || !isShownInRoom(message)) return null
  const at = timestampOf(message.id)
  const said = searchedTexts(message).map(({ text }) => text)
  return literal([...gramsOf(said.join('\n')), roomGram(message.roomId), ...SPANS.map((span) => spanGram(span, at))])
}

/** Of a name, or of any text, as PostgreSQL reads them. */
export const gramsOfText = (text: string): string => literal(gramsOf(text))

const columns = { message_id: 'uuid', room_id: 'uuid', grams: 'integer[]' }

const rowsOf = (messages: readonly Message[]) =>
  recordset(
    columns,
    messages.map((message) => ({ message_id: message.id, room_id: message.roomId, grams: gramsOfMessage(message) })),
  )

/** Indexes stored `messages` as they are now. */
export const indexing = (messages: readonly Message[]): RawBuilder<unknown> => sql`
  with r as materialized (select * from ${rowsOf(messages)}), gone as (
    delete from message_search where message_id in (select message_id from r where grams is null)
  )
  insert into message_search (message_id, room_id, grams)
  select message_id, room_id, grams from r where grams is not null order by message_id
  on conflict (message_id) do update set grams = excluded.grams where message_search.grams <> excluded.grams
`

/** Indexes those of stored `messages` of which the index, which may be ahead of them, has nothing. */
export const addingToIndex = (messages: readonly Message[]): RawBuilder<unknown> => sql`
  insert into message_search (message_id, room_id, grams)
  select message_id, room_id, grams from ${rowsOf(messages)} where grams is not null order by message_id
  on conflict do nothing
`

const STEPS = [MINUTE, MINUTE, HOUR, HOUR, DAY, DAY, DAY, MONTH, MONTH]
/** Few rooms hold little in an hour. */
const STEPS_OF_FEW = [DAY, MONTH, MONTH]

/** From an id on, up to where the stretch before it began; `gram` is null for all the rest. */
export type Stretch = Readonly<{ from: MessageId; gram: Gram | null }>

/**
 * The past before the moment `at`, newest first, in ever longer stretches: where a word is said often the first are enough, and where
 * they have little the longer ones have little as well.
 */
export const stretchesBefore = (at: number, inFewRooms: boolean): readonly Stretch[] => {
  let end = at + 1
  const stretches = (inFewRooms ? STEPS_OF_FEW : STEPS).map((span): Stretch => {
    end = Math.floor((end - 1) / span) * span
    return { from: firstIdOf(end), gram: spanGram(span, end) }
  })
  return [...stretches, { from: firstIdOf(0), gram: null }]
}

const firstIdOf = (at: number): MessageId => {
  const time = Math.max(at, 0).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000` as MessageId
}
