import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create sequence outbox_claims;

    alter table outbox
      add column phone_number_id text,
      -- since when the entry is the first of its room's line; null while it is not
      add column head_since timestamptz,
      add column postponed_at timestamptz,
      add column claim_id bigint,
      alter column due_at drop not null;
    update outbox set
      phone_number_id = rooms.phone_number_id,
      head_since = case
        when not exists (select from outbox ahead where ahead.room_id = outbox.room_id and ahead.id < outbox.id) then due_at
      end,
      claim_id = case when claimed_at is not null then nextval('outbox_claims') end
      from rooms where rooms.id = outbox.room_id;
    alter table outbox
      alter column phone_number_id set not null,
      add check ((claimed_at is null) = (claim_id is null)),
      -- every message leaves some dead rows here, through which each claim would have to look
      set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

    drop index outbox_claimed;
    create unique index outbox_heads on outbox (room_id) where head_since is not null;
    create index outbox_to_claim on outbox (phone_number_id, id) where head_since is not null and claimed_at is null;
    create unique index outbox_by_claim on outbox (claim_id) where claim_id is not null;

    create table business_numbers (
      phone_number_id text primary key,
      -- milliseconds since 1970, for a fraction counts
      free_at double precision not null,
      slowed_to double precision,
      slowed_at timestamptz,
      waits_until timestamptz,
      -- json, not jsonb: it may hold what WhatsApp said
      pause json,
      changed_at timestamptz not null,
      check ((slowed_to is null) = (slowed_at is null))
    ) with (fillfactor = 50);

    create table pair_paces (
      room_id uuid primary key references rooms,
      free_at timestamptz not null
    ) with (fillfactor = 70);

    alter table business_numbers enable row level security;
    alter table pair_paces enable row level security;

    -- the job queue that woke workers before
    drop schema if exists graphile_worker cascade;
  `.execute(db)
}
