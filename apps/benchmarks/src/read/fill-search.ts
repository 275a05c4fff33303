import type { BenchDatabase } from '../processes/start-database.ts'
import { names, type Phrase, phrases } from './vocabulary.ts'

type Client = Pick<BenchDatabase['pool'], 'query'>

/** What messages say, in a table of this transaction, which each message takes from by its number. */
export const loadPhrases = async (client: Client): Promise<void> => {
  // All of them in memory, so that what is joined with them stays in the order of time.
  await client.query(`set local work_mem = '256MB'`)
  await load(client, 'phrases', phrases())
}

/** SQL for the phrase of the `n`th message. */
export const phraseOf = (n: string): string => `(${n}) * 7919 % 100000`

/** The search index of all messages, as the server would have written it. */
export const fillSearch = async (client: Client): Promise<void> => {
  const number = `('x' || right(id::text, 12))::bit(48)::bigint`
  const spans = ['60000', '3600000', '86400000', '2592000000'].map((span, level) => `at_ms / ${span} * 4 + ${level}`)
  await client.query(
    `insert into message_search (message_id, room_id, grams)
     select id, room_id, phrases.grams || array[('x' || right(room_id::text, 8))::bit(32)::integer, ${spans.join(', ')}]::integer[]
     from (select id, room_id, ${number} as n, (extract(epoch from created_at) * 1000)::bigint as at_ms from messages) said
     join phrases on phrases.n = ${phraseOf('said.n')}`,
  )
}

/** Names that people share. */
export const nameLeads = async (client: Client): Promise<void> => {
  const all = names()
  await load(client, 'names', all)
  await client.query(
    `update leads set name = text, name_grams = grams from names
     where names.n = ('x' || right(leads.id::text, 12))::bit(48)::bigint * 7919 % $1`,
    [all.length],
  )
}

const load = async (client: Client, table: string, rows: readonly Phrase[]): Promise<void> => {
  await client.query(`create temp table ${table} (n integer primary key, text text, grams integer[]) on commit drop`)
  await client.query(
    `insert into ${table} select ord - 1, text, grams::integer[]
     from unnest($1::text[], $2::text[]) with ordinality r (text, grams, ord)`,
    [rows.map(({ text }) => text), rows.map(({ grams }) => grams)],
  )
  await client.query(`analyze ${table}`)
}
