import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table leads (
      id uuid primary key,
      name text not null,
      name_is_ours boolean not null default false,
      phone text,
      wa_id text,
      whatsapp_user_id text,
      username text,
      marketing_opt_out boolean not null default false,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index leads_by_age on leads (created_at desc, id desc);

    create table lead_identities (
      scope text not null,
      kind text not null check (kind in ('bsuid', 'parent_bsuid', 'wa_id', 'phone')),
      value text not null,
      lead_id uuid not null references leads,
      primary key (scope, kind, value)
    );
    create index lead_identities_of_lead on lead_identities (lead_id);

    create table identity_conflicts (
      scope text not null,
      kind text not null,
      value text not null,
      owner_id uuid not null references leads,
      claimant_id uuid not null references leads,
      recorded_at timestamptz not null default now(),
      primary key (scope, kind, value, owner_id, claimant_id)
    );

    create table rooms (
      id uuid primary key,
      leads_id uuid not null references leads,
      phone_number_id text not null,
      phone text,
      title text not null default 'Personal',
      status text not null default 'open' check (status in ('open', 'closed')),
      unread_count integer not null default 0 check (unread_count >= 0),
      last_message_id uuid,
      last_message_at timestamptz,
      window_expires_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      active_at timestamptz not null generated always as (coalesce(last_message_at, created_at)) stored,
      unique (leads_id, phone_number_id)
    );
    create index rooms_by_activity on rooms (active_at desc, id desc);
    create index unread_rooms_by_activity on rooms (active_at desc, id desc) where unread_count > 0;

    create table room_participants (
      room_id uuid not null references rooms,
      user_id uuid not null references users,
      added_at timestamptz not null default now(),
      -- two who were added in the same millisecond keep their order
      seq bigint not null generated always as identity,
      primary key (room_id, user_id)
    );
    create index room_participants_of_user on room_participants (user_id, room_id);

    alter table leads enable row level security;
    alter table lead_identities enable row level security;
    alter table identity_conflicts enable row level security;
    alter table rooms enable row level security;
    alter table room_participants enable row level security;
  `.execute(db)
}
