import type { Identity, IdentityConflict, Lead, LeadId, LeadStore, OwnedIdentity } from '@boztell/core'
import { identityKey } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import { lockNames } from './lock-names.ts'
import type { Database, LeadsTable } from './schema.ts'
import { assignments, columnList, recordset, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'

export const postgresLeadStore = (db: Kysely<Database>): LeadStore => ({
  owners: (identities) => stored(() => owners(db, identities)),
  lockIdentities: (identities) => stored(() => lockNames(db, 'identity', identities.map(identityKey))),
  find: (ids) =>
    stored(async () => {
      if (ids.length === 0) return []
      return (await leadsOf(db, ids).execute()).map(toLead)
    }),
  lock: (ids) =>
    stored(async () => {
      if (ids.length === 0) return []
      return (await leadsOf(db, ids).orderBy('id').forNoKeyUpdate().execute()).map(toLead)
    }),
  save: (leads) => stored(() => save(db, leads)),
  link: (identities, conflicts) => stored(() => link(db, identities, conflicts)),
})

const leadsOf = (db: Kysely<Database>, ids: readonly LeadId[]) =>
  db
    .selectFrom('leads')
    .selectAll()
    .where('id', '=', sql<LeadId>`any(${ids}::uuid[])`)

const identityColumns = { scope: 'text', kind: 'text', value: 'text' }

const owners = async (db: Kysely<Database>, identities: readonly Identity[]): Promise<readonly OwnedIdentity[]> => {
  if (identities.length === 0) return []
  // Arrays instead of a recordset: the planner knows how long they are, and takes any JSON for 100 rows.
  const { rows } = await sql<OwnedIdentity>`
    select distinct i.scope, i.kind, i.value, i.lead_id as "leadId"
    from unnest(
      ${identities.map(({ scope }) => scope)}::text[],
      ${identities.map(({ kind }) => kind)}::text[],
      ${identities.map(({ value }) => value)}::text[]
    ) r (scope, kind, value) join lead_identities i using (scope, kind, value)
  `.execute(db)
  return rows
}

const leadColumns = {
  name: 'text',
  name_is_ours: 'boolean',
  phone: 'text',
  wa_id: 'text',
  whatsapp_user_id: 'text',
  username: 'text',
  marketing_opt_out: 'boolean',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
}

const save = async (db: Kysely<Database>, leads: readonly Lead[]): Promise<void> => {
  if (leads.length === 0) return
  const columns = { id: 'uuid', ...leadColumns }
  await sql`
    insert into leads (${columnList(columns)})
    select ${columnList(columns)} from ${recordset(columns, leads.map(toRow))} order by id
    on conflict (id) do update set ${assignments(leadColumns, 'excluded')}
  `.execute(db)
}

const link = async (
  db: Kysely<Database>,
  identities: readonly OwnedIdentity[],
  conflicts: readonly IdentityConflict[],
): Promise<void> => {
  if (identities.length > 0) {
    const rows = identities.map(({ leadId, ...identity }) => ({ ...identity, lead_id: leadId }))
    await sql`
      insert into lead_identities (scope, kind, value, lead_id)
      select distinct on (scope, kind, value) scope, kind, value, lead_id
      from ${recordset({ ...identityColumns, lead_id: 'uuid' }, rows)} order by scope, kind, value, ord
      on conflict do nothing
    `.execute(db)
  }
  if (conflicts.length > 0) {
    const columns = { ...identityColumns, owner_id: 'uuid', claimant_id: 'uuid' }
    const rows = conflicts.map(({ ownerId, claimantId, ...identity }) => ({
      ...identity,
      owner_id: ownerId,
      claimant_id: claimantId,
    }))
    await sql`
      insert into identity_conflicts (${columnList(columns)})
      select distinct ${columnList(columns)} from ${recordset(columns, rows)} order by ${columnList(columns)}
      on conflict do nothing
    `.execute(db)
  }
}

const toRow = (lead: Lead) => ({
  id: lead.id,
  name: lead.name,
  name_is_ours: lead.nameIsOurs,
  phone: lead.phone,
  wa_id: lead.waId,
  whatsapp_user_id: lead.whatsappUserId,
  username: lead.username,
  marketing_opt_out: lead.marketingOptOut,
  created_at: timestamp(lead.createdAt),
  updated_at: timestamp(lead.updatedAt),
})

export const toLead = (row: Selectable<LeadsTable>): Lead => ({
  id: row.id,
  name: row.name,
  nameIsOurs: row.name_is_ours,
  phone: row.phone,
  waId: row.wa_id,
  whatsappUserId: row.whatsapp_user_id,
  username: row.username,
  marketingOptOut: row.marketing_opt_out,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
