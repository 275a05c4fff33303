import type { Message, MessageId, MessageView } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import { toMessage } from './message-row.ts'
import { messagesNamed } from './messages-named.ts'
import { haveId } from './postgres-message-store.ts'
import type { Database } from './schema.ts'

const DAY = 24 * 3_600_000
/** Most of what is quoted was said so shortly before. */
const QUOTED_WITHIN = 30 * DAY

type Reactions = ReadonlyMap<string, MessageView['reactions']>

/** Quoted messages and reactions of all `messages`, in two statements. */
export const messageViews = async (
  db: Kysely<Database>,
  messages: readonly Message[],
): Promise<readonly MessageView[]> => {
  const names = present(messages.map(({ waMessageId }) => waMessageId))
  const [quotes, reactions] = await Promise.all([
    quotedIds(db, messages),
    names.length === 0 ? new Map() : reactionsTo(db, sql`${names}::text[]`),
  ])
  return viewsOf(messages, quotes, reactions)
}

/** The same of those of `ids` that exist; their reactions are asked for before it is known how WhatsApp calls them. */
export const messageViewsOf = async (
  db: Kysely<Database>,
  ids: readonly MessageId[],
): Promise<readonly MessageView[]> => {
  if (ids.length === 0) return []
  const [rows, reactions] = await Promise.all([
    db.selectFrom('messages').selectAll().where(haveId(ids)).execute(),
    reactionsTo(db, sql`array(select wa_message_id from messages where ${haveId(ids)})`),
  ])
  const messages = rows.map(toMessage)
  return viewsOf(messages, await quotedIds(db, messages), reactions)
}

const viewsOf = (
  messages: readonly Message[],
  quotes: ReadonlyMap<string, MessageId>,
  reactions: Reactions,
): readonly MessageView[] =>
  messages.map((message) => ({
    message,
    replyTo: message.replyTo ?? quotes.get(nameIn(message.roomId, message.replyToWaMessageId)) ?? null,
    reactions: reactions.get(nameIn(message.roomId, message.waMessageId)) ?? [],
  }))

/** WhatsApp's ids are looked up within a room: nobody can quote or react into another one. */
const nameIn = (roomId: string, waMessageId: string | null): string => `${roomId} ${waMessageId ?? ''}`

const present = <T>(values: readonly (T | null)[]): readonly T[] => values.filter((value) => value !== null)

const quotedIds = async (
  db: Kysely<Database>,
  messages: readonly Message[],
): Promise<ReadonlyMap<string, MessageId>> => {
  const names = present(
    messages.map(({ replyTo, replyToWaMessageId }) => (replyTo === null ? replyToWaMessageId : null)),
  )
  if (names.length === 0) return new Map()
  const moments = messages.map(({ createdAt }) => createdAt)
  const rows = await messagesNamed(db, names, {
    from: Math.min(...moments) - QUOTED_WITHIN,
    to: Math.max(...moments) + DAY,
  })
  return new Map(rows.map(({ id, room_id, wa_message_id }) => [nameIn(room_id, wa_message_id), id]))
}

/** `names` is an array of WhatsApp's ids. */
const reactionsTo = async (db: Kysely<Database>, names: RawBuilder<unknown>): Promise<Reactions> => {
  const rows = await db
    .selectFrom('message_reactions')
    .select(['room_id', 'target_wa_message_id', 'user_id as userId', 'emoji'])
    .where('target_wa_message_id', '=', sql<string>`any(${names})`)
    .where('emoji', '!=', '')
    .orderBy('reacted_at')
    .orderBy('seq')
    .execute()
  const reactions = Map.groupBy(rows, (row) => nameIn(row.room_id, row.target_wa_message_id))
  return new Map([...reactions].map(([name, all]) => [name, all.map(({ userId, emoji }) => ({ userId, emoji }))]))
}
