import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table template_catalogues (
      business_account_id text primary key,
      synced_at timestamptz,
      wanted_at timestamptz,
      tried_at timestamptz
    );

    create table message_templates (
      business_account_id text not null references template_catalogues,
      -- the order of bytes, as in every copy of the list
      name text collate "C" not null,
      language text collate "C" not null,
      id text not null,
      status text not null,
      category text not null,
      parameter_format text not null check (parameter_format in ('POSITIONAL', 'NAMED')),
      -- json, not jsonb: as WhatsApp wrote them
      components json not null,
      quality text,
      reason text,
      status_at timestamptz not null,
      primary key (business_account_id, name, language)
    );

    -- when the customer last said whether they want marketing
    alter table leads add column marketing_choice_at timestamptz;

    alter table template_catalogues enable row level security;
    alter table message_templates enable row level security;
  `.execute(db)
}
