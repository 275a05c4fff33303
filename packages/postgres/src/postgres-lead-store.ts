import type { Identity, IdentityConflict, Lead, LeadId, LeadStore, OwnedIdentity } from '@boztell/core'
import { identityKey } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import { lockNames } from './lock-names.ts'
import type { IdentityCache } from './identity-cache.ts'
import type { Database, LeadsTable } from './schema.ts'
import { gramsOfText } from './search-index.ts'
import { assignments, columnList, recordset } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresLeadStore = ({ db, write }: Transaction, cache: IdentityCache): LeadStore => ({
  owners: (identities) =>
    stored(async () => {
      const { known, unknown } = cache.split(identities)
      const found = await owners(db, unknown)
      cache.add(found)
      return [...known, ...found]
    }),
  lockIdentities: (identities) => write(identities, () => lockNames('identity', identities.map(identityKey))),
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
  save: (leads) =>
    write(leads, () => {
      const columns = { id: 'uuid', ...savedColumns }
      return sql`
        insert into leads (${columnList(columns)})
        select ${columnList(columns)} from ${recordset(columns, leads.map(toRow))} order by id
        on conflict (id) do update set ${assignments(savedColumns, 'excluded')}
      `
    }),
  link: (identities, conflicts) =>
    write(identities, () => linking(identities)).andThen(() => write(conflicts, () => recording(conflicts))),
})

const leadsOf = (db: Kysely<Database>, ids: readonly LeadId[]) =>
  db
    .selectFrom('leads')
    .selectAll()
    .where('id', '=', sql<LeadId>`any(${ids}::uuid[])`)

const identityColumns = { scope: 'text', kind: 'text', value: 'text' }

const owners = async (db: Kysely<Database>, identities: readonly Identity[]): Promise<readonly OwnedIdentity[]> => {
  if (identities.length === 0) return []
  const { rows } = await sql<OwnedIdentity>`
    select distinct i.scope, i.kind, i.value, i.lead_id as "leadId"
    from ${recordset(identityColumns, identities)} join lead_identities i using (scope, kind, value)
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
  marketing_choice_at: 'timestamptz',
  first_referral: 'jsonb',
  last_referral: 'jsonb',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
}

const savedColumns = { ...leadColumns, name_grams: 'integer[]' }

const linking = (identities: readonly OwnedIdentity[]) => {
  const rows = identities.map(({ leadId, ...identity }) => ({ ...identity, lead_id: leadId }))
  return sql`
    insert into lead_identities (scope, kind, value, lead_id)
    select distinct on (scope, kind, value) scope, kind, value, lead_id
    from ${recordset({ ...identityColumns, lead_id: 'uuid' }, rows)} order by scope, kind, value, ord
    on conflict do nothing
  `
}

const recording = (conflicts: readonly IdentityConflict[]) => {
  const columns = { ...identityColumns, owner_id: 'uuid', claimant_id: 'uuid' }
  const rows = conflicts.map(({ ownerId, claimantId, ...identity }) => ({
    ...identity,
    owner_id: ownerId,
    claimant_id: claimantId,
  }))
  return sql`
    insert into identity_conflicts (${columnList(columns)})
    select distinct ${columnList(columns)} from ${recordset(columns, rows)} order by ${columnList(columns)}
    on conflict do nothing
  `
}

const toRow = (lead: Lead) => ({
  id: lead.id,
  name: lead.name,
  name_grams: gramsOfText(lead.name),
  name_is_ours: lead.nameIsOurs,
  phone: lead.phone,
  wa_id: lead.waId,
  whatsapp_user_id: lead.whatsappUserId,
  username: lead.username,
  marketing_opt_out: lead.marketingOptOut,
  marketing_choice_at: lead.marketingChoiceAt,
  first_referral: lead.firstReferral,
  last_referral: lead.lastReferral,
  created_at: lead.createdAt,
  updated_at: lead.updatedAt,
})

export const toLead = (row: LeadRow): Lead => ({
  id: row.id,
  name: row.name,
  nameIsOurs: row.name_is_ours,
  phone: row.phone,
  waId: row.wa_id,
  whatsappUserId: row.whatsapp_user_id,
  username: row.username,
  marketingOptOut: row.marketing_opt_out,
  marketingChoiceAt: row.marketing_choice_at,
  firstReferral: row.first_referral,
  lastReferral: row.last_referral,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

type LeadRow = Omit<Selectable<LeadsTable>, 'name_grams'>
/** A lead next to another row. */
export type LeadAside = { [Column in keyof LeadRow as `lead_${Column}`]: LeadRow[Column] }

const columnNames = ['id', ...Object.keys(leadColumns)] as readonly (keyof LeadRow)[]
/** For the select list of a join with `leads`. */
export const leadAside = sql.raw(columnNames.map((name) => `leads.${name} as lead_${name}`).join(', '))

export const leadOf = (row: LeadAside): Lead =>
  toLead({
    id: row.lead_id,
    name: row.lead_name,
    name_is_ours: row.lead_name_is_ours,
    phone: row.lead_phone,
    wa_id: row.lead_wa_id,
    whatsapp_user_id: row.lead_whatsapp_user_id,
    username: row.lead_username,
    marketing_opt_out: row.lead_marketing_opt_out,
    marketing_choice_at: row.lead_marketing_choice_at,
    first_referral: row.lead_first_referral,
    last_referral: row.lead_last_referral,
    created_at: row.lead_created_at,
    updated_at: row.lead_updated_at,
  })
