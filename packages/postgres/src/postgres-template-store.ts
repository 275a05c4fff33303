import type { Catalogue, Template, TemplateFilter, TemplateStore } from '@boztell/core'
import { newCatalogue } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import { pageOf, readCursor } from './cursor.ts'
import type { Database, MessageTemplatesTable, TemplateCataloguesTable } from './schema.ts'
import { assignments, columnList, maybeTimestamp, recordset } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresTemplateStore = ({ db, write }: Transaction): TemplateStore => {
  const save: TemplateStore['save'] = (catalogue, templates) =>
    write([catalogue], () => savingCatalogue(catalogue)).andThen(() =>
      write(templates, () => savingTemplates(catalogue.businessAccountId, templates)),
    )
  return {
    named: (businessAccountId, names) =>
      stored(async () => {
        const { rows } = await sql<{ synced_at: number | null } & Selectable<MessageTemplatesTable>>`
          select t.*, c.synced_at from template_catalogues c
          left join message_templates t on t.business_account_id = c.business_account_id and t.name = any(${names}::text[])
          where c.business_account_id = ${businessAccountId} order by t.name, t.language
        `.execute(db)
        // One row without a template says that none has these names.
        const templates = rows.filter(({ id }) => (id as string | null) !== null).map(toTemplate)
        return { syncedAt: rows[0]?.synced_at ?? null, templates }
      }),
    list: (businessAccountId, filter, page) => stored(() => list(db, businessAccountId, filter, page)),
    lock: (businessAccountId) => stored(() => lock(db, businessAccountId)),
    save,
    replace: (catalogue, templates) =>
      write([catalogue], () => removingOthers(catalogue.businessAccountId, templates)).andThen(() =>
        save(catalogue, templates),
      ),
  }
}

/** A template's place in the list is its name and language; both are without spaces. */
const placeForm = /^\S+ \S+$/

const list = async (
  db: Kysely<Database>,
  businessAccountId: string,
  { name, language, status }: TemplateFilter,
  { limit, cursor }: Parameters<TemplateStore['list']>[2],
) => {
  const [afterName, afterLanguage] = readCursor(cursor, placeForm)?.[1].split(' ') ?? []
  const rows = await db
    .selectFrom('message_templates')
    .selectAll()
    .where('business_account_id', '=', businessAccountId)
    .$if(name !== null, (query) => query.where('name', '=', name ?? ''))
    .$if(language !== null, (query) => query.where('language', '=', language ?? ''))
    .$if(status !== null, (query) => query.where('status', '=', status ?? ''))
    .$if(afterName !== undefined, (query) =>
      query.where(sql<boolean>`(name, language) > (${afterName}, ${afterLanguage})`),
    )
    .orderBy('name')
    .orderBy('language')
    .limit(limit + 1)
    .execute()
  return pageOf(rows, limit, (row) => [0, `${row.name} ${row.language}`], toTemplate)
}

const lock = async (db: Kysely<Database>, businessAccountId: string): Promise<Catalogue> => {
  const lockKnown = async () => {
    const { rows } = await sql<Selectable<TemplateCataloguesTable>>`
      select * from template_catalogues where business_account_id = ${businessAccountId} for no key update
    `.execute(db)
    return rows[0]
  }
  const known = await lockKnown()
  if (known !== undefined) return toCatalogue(known)
  await sql`
    insert into template_catalogues (business_account_id) values (${businessAccountId}) on conflict do nothing
  `.execute(db)
  const made = await lockKnown()
  return made === undefined ? newCatalogue(businessAccountId) : toCatalogue(made)
}

const savingCatalogue = ({ businessAccountId, syncedAt, wantedAt, triedAt }: Catalogue) => sql`
  update template_catalogues set
    synced_at = ${maybeTimestamp(syncedAt)}::timestamptz,
    wanted_at = ${maybeTimestamp(wantedAt)}::timestamptz,
    tried_at = ${maybeTimestamp(triedAt)}::timestamptz
  where business_account_id = ${businessAccountId}
`

const keyColumns = { business_account_id: 'text', name: 'text', language: 'text' }
const savedColumns = {
  id: 'text',
  status: 'text',
  category: 'text',
  parameter_format: 'text',
  components: 'json',
  quality: 'text',
  reason: 'text',
  status_at: 'timestamptz',
}

const savingTemplates = (businessAccountId: string, templates: readonly Template[]) => {
  const columns = { ...keyColumns, ...savedColumns }
  return sql`
    insert into message_templates (${columnList(columns)})
    select ${columnList(columns)} from ${recordset(
      columns,
      templates.map((template) => toRow(businessAccountId, template)),
    )} order by name, language
    on conflict (business_account_id, name, language) do update set ${assignments(savedColumns, 'excluded')}
  `
}

const removingOthers = (businessAccountId: string, templates: readonly Template[]) => {
  const columns = { name: 'text', language: 'text' }
  const kept = templates.map(({ name, language }) => ({ name, language }))
  return sql`
    delete from message_templates t where t.business_account_id = ${businessAccountId}
      and not exists (select from ${recordset(columns, kept)} where r.name = t.name and r.language = t.language)
  `
}

const toRow = (businessAccountId: string, { parameterFormat, statusAt, ...template }: Template) => ({
  ...template,
  business_account_id: businessAccountId,
  parameter_format: parameterFormat,
  status_at: statusAt,
})

const toTemplate = (row: Selectable<MessageTemplatesTable>): Template => ({
  id: row.id,
  name: row.name,
  language: row.language,
  status: row.status,
  category: row.category,
  parameterFormat: row.parameter_format,
  components: row.components,
  quality: row.quality,
  reason: row.reason,
  statusAt: row.status_at,
})

const toCatalogue = (row: Selectable<TemplateCataloguesTable>): Catalogue => ({
  businessAccountId: row.business_account_id,
  syncedAt: row.synced_at,
  wantedAt: row.wanted_at,
  triedAt: row.tried_at,
})
