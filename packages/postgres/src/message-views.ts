import type { Message, MessageId, MessageView } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { toMessage } from './message-row.ts'
import { messagesNamed } from './messages-named.ts'
import { haveId } from './postgres-message-store.ts'
import type { Database } from './schema.ts'

const DAY = 24 * 3_600_000
/** Most of what is quoted was said so shortly before. */
const QUOTED_WITHIN = 30 * DAY

/** Quoted messages and reactions of all `messages`, in two statements. */
export const messageViews = async (
  db: Kysely<Database>,
  messages: readonly Message[],
): Promise<readonly MessageView[]> => {
  const names = present(messages.map(({ waMessageId }) => waMessageId))
  const [quotes, reactions] = await Promise.all([quotedIds(db, messages), reactionsTo(db, names)])
  return messages.map((message) =>
    viewOf(message, quotes, reactions.get(nameIn(message.roomId, message.waMessageId)) ?? []),
  )
}

/**
 * The same of those of `ids` that exist, which are read together with their reactions. For a few that takes half the time; for a page
 * it takes longer, because reactions are looked for message by message.
 */
export const messageViewsOf = async (
  db: Kysely<Database>,
  ids: readonly MessageId[],
): Promise<readonly MessageView[]> => {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .select(itsReactions.as('reactions'))
    .where(haveId(ids))
    .execute()
  const messages = rows.map(toMessage)
  const quotes = await quotedIds(db, messages)
  return messages.map((message, index) => viewOf(message, quotes, rows[index]?.reactions ?? []))
}

const viewOf = (
  message: Message,
  quotes: ReadonlyMap<string, MessageId>,
  reactions: MessageView['reactions'],
): MessageView => ({
  message,
  replyTo: message.replyTo ?? quotes.get(nameIn(message.roomId, message.replyToWaMessageId)) ?? null,
  reactions,
})

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

const itsReactions = sql<MessageView['reactions'] | null>`(
  select json_agg(json_build_object('userId', r.user_id, 'emoji', emoji) order by reacted_at, r.seq)
  from message_reactions r where target_wa_message_id = wa_message_id and r.room_id = messages.room_id and emoji <> ''
)`

const reactionsTo = async (
  db: Kysely<Database>,
  names: readonly string[],
): Promise<ReadonlyMap<string, MessageView['reactions']>> => {
  if (names.length === 0) return new Map()
  const rows = await db
    .selectFrom('message_reactions')
    .select(['room_id', 'target_wa_message_id', 'user_id as userId', 'emoji'])
    .where('target_wa_message_id', '=', sql<string>`any(${names}::text[])`)
    .where('emoji', '!=', '')
    .orderBy('reacted_at')
    .orderBy('seq')
    .execute()
  const reactions = Map.groupBy(rows, (row) => nameIn(row.room_id, row.target_wa_message_id))
  return new Map([...reactions].map(([name, all]) => [name, all.map(({ userId, emoji }) => ({ userId, emoji }))]))
}
