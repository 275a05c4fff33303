import type { FoundMessage, Gram, MessageId, MessageSearch, RoomId, SearchedMessages, SearchWord } from '@boztell/core'
import { highlightsOf, timestampOf, wordsMissingIn } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import { toMessage } from './message-row.ts'
import { messageViews } from './message-views.ts'
import { haveId } from './postgres-message-store.ts'
import type { Database } from './schema.ts'
import { roomGram, stretchesBefore } from './search-index.ts'
import { unseen } from './sql-values.ts'
import { stored } from './stored.ts'

/** So many rooms of a user stand in the index condition itself, each costs a descent; among more there is enough of what was found. */
const MOST_ROOMS = 200
/** Rooms whose lead has the name, those with the newest activity. */
const MOST_NAMED = 100
/** What has all grams and yet not the words is rare; a page that meets much of it ends early. */
const ROUNDS = 4
const AFTER_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff' as MessageId

export const postgresMessageSearch = (db: Kysely<Database>): MessageSearch => ({
  find: (searched) => stored(() => find(db, searched)),
})

const find = async (db: Kysely<Database>, searched: SearchedMessages) => {
  const { words, before, limit } = searched
  const rooms = await roomsOf(db, searched)
  const nothing = { data: [], next: null }
  if (rooms?.size === 0) return nothing
  const [named, newest] = await Promise.all([namedRooms(db, words, rooms), before ?? newestId(db)])
  if (newest === undefined) return nothing
  const alternatives = alternativesOf(words, rooms, named)
  const found: FoundMessage[] = []
  let place = before ?? AFTER_ALL
  for (let round = 0; round < ROUNDS; round += 1) {
    const stretches = stretchesBefore(
      timestampOf(place === AFTER_ALL ? newest : place),
      alternatives[0]?.rooms !== null,
    )
    const candidates = await candidatesIn(db, { alternatives, stretches, before: place, limit: limit + 1, searched })
    const visible = candidates.filter(({ room_id }) => rooms?.has(room_id) ?? true)
    const views = await viewsOf(
      db,
      visible.map(({ message_id }) => message_id),
    )
    found.push(...views.filter(({ message, leadName }) => highlightsOf(message, leadName, words) !== undefined))
    if (found.length > limit) {
      const data = found.slice(0, limit)
      return { data, next: data.at(-1)?.message.id ?? null }
    }
    const last = candidates.at(-1)
    if (last === undefined || candidates.length <= limit) return { data: found, next: null }
    place = last.message_id
  }
  return { data: found, next: place }
}

/** Null for every room. */
const roomsOf = async (
  db: Kysely<Database>,
  { visibleTo, roomId }: SearchedMessages,
): Promise<ReadonlySet<RoomId> | null> => {
  if (visibleTo === null) return roomId === null ? null : new Set([roomId])
  const rows = await db
    .selectFrom('room_participants')
    .select('room_id')
    .where('user_id', '=', visibleTo)
    .$if(roomId !== null, (query) => query.where('room_id', '=', roomId))
    .execute()
  return new Set(rows.map(({ room_id }) => room_id))
}

const newestId = async (db: Kysely<Database>): Promise<MessageId | undefined> => {
  const row = await db
    .selectFrom('message_search')
    .select('message_id')
    .orderBy('message_id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.message_id
}

type NamedRoom = Readonly<{ id: RoomId; name: string }>

/** The rooms in whose lead's name one of the words occurs. */
const namedRooms = async (
  db: Kysely<Database>,
  words: readonly SearchWord[],
  rooms: ReadonlySet<RoomId> | null,
): Promise<readonly NamedRoom[]> => {
  const any = words
    .filter(({ grams }) => grams.length > 0)
    .map(({ grams }) => sql`leads.name_grams @> ${unseen(grams, 'integer[]')}`)
  const theirs = rooms === null ? sql`true` : sql`rooms.id = any(${unseen([...rooms], 'uuid[]')}::uuid[])`
  const { rows } = await sql<NamedRoom>`
    select rooms.id, leads.name from leads join rooms on rooms.leads_id = leads.id
    where (${sql.join(any, sql` or `)}) and ${theirs} order by rooms.active_at desc limit ${unseen(MOST_NAMED, 'bigint')}
  `.execute(db)
  return rows
}

/** Grams that a message must have, and rooms of which it must be in one. */
type Alternative = Readonly<{ grams: readonly Gram[]; rooms: readonly Gram[] | null }>

/** Either a message has all words, or it has those that its lead's name has not. */
const alternativesOf = (
  words: readonly SearchWord[],
  rooms: ReadonlySet<RoomId> | null,
  named: readonly NamedRoom[],
): readonly Alternative[] => {
  const gramsOf = (some: readonly SearchWord[]) => [...new Set(some.flatMap(({ grams }) => grams))]
  const saidAll = { grams: gramsOf(words), rooms: rooms && rooms.size <= MOST_ROOMS ? [...rooms].map(roomGram) : null }
  const groups = Map.groupBy(named, ({ name }) => gramsOf(wordsMissingIn(name, words)).join())
  groups.delete(saidAll.grams.join())
  return [
    saidAll,
    ...[...groups].map(([missing, some]) => ({
      grams: missing === '' ? [] : missing.split(',').map(Number),
      rooms: some.map(({ id }) => roomGram(id)),
    })),
  ]
}

type Candidate = Readonly<{ message_id: MessageId; room_id: RoomId }>

/**
 * The newest messages before `before` that fit one of the alternatives, as far as grams tell. Stretch by stretch in one statement, which stops where
 * there are enough. `offset 0` keeps PostgreSQL from going by the primary key, through everything that was said.
 */
const candidatesIn = async (
  db: Kysely<Database>,
  {
    alternatives,
    stretches,
    before,
    limit,
    searched: { visibleTo },
  }: Readonly<{
    alternatives: readonly Alternative[]
    stretches: ReturnType<typeof stretchesBefore>
    before: MessageId
    limit: number
    searched: SearchedMessages
  }>,
): Promise<readonly Candidate[]> => {
  const fits = (gram: Gram | null) =>
    sql.join(
      alternatives.map((one) => hasGrams(one, gram)),
      sql` or `,
    )
  const theirs =
    visibleTo !== null && alternatives[0]?.rooms === null
      ? sql`room_id in (select room_id from room_participants where user_id = ${visibleTo})`
      : sql`true`
  const count = unseen(limit, 'bigint')
  const parts = stretches.map(({ from, gram }, index) => {
    const end = index === 0 ? before : (stretches[index - 1]?.from ?? before)
    return sql`(
      select message_id, room_id from (select * from message_search where ${fits(gram)} offset 0) fitting
      where message_id >= ${unseen(from, 'uuid')} and message_id < ${unseen(end, 'uuid')} and ${theirs}
      order by message_id desc limit ${count})`
  })
  const { rows } = await sql<Candidate>`${sql.join(parts, sql` union all `)} limit ${count}`.execute(db)
  return rows
}

const hasGrams = ({ grams, rooms }: Alternative, span: Gram | null): RawBuilder<unknown> => {
  const all = sql`grams @> ${unseen(span === null ? grams : [...grams, span], 'integer[]')}`
  return rooms === null ? all : sql`(${all} and grams && ${unseen(rooms, 'integer[]')})`
}

/** In the order of `ids`. */
const viewsOf = async (db: Kysely<Database>, ids: readonly MessageId[]): Promise<readonly FoundMessage[]> => {
  if (ids.length === 0) return []
  const rows = await db.selectFrom('messages').selectAll('messages').where(haveId(ids)).execute()
  const roomIds = [...new Set(rows.map(({ room_id }) => room_id))]
  const [views, names] = await Promise.all([messageViews(db, rows.map(toMessage)), leadNames(db, roomIds)])
  const found = new Map(views.map((view) => [view.message.id, view]))
  return ids.flatMap((id) => {
    const view = found.get(id)
    return view === undefined ? [] : { ...view, leadName: names.get(view.message.roomId) ?? '' }
  })
}

const leadNames = async (db: Kysely<Database>, roomIds: readonly RoomId[]): Promise<ReadonlyMap<RoomId, string>> => {
  const { rows } = await sql<NamedRoom>`
    select rooms.id, leads.name from rooms join leads on leads.id = rooms.leads_id
    where rooms.id = any(${unseen(roomIds, 'uuid[]')}::uuid[])
  `.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
