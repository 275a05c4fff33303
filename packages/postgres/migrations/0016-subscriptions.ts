import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table subscriptions (
      id uuid primary key,
      url text not null,
      events text[] not null,
      -- needed to sign, so it can't be a hash
      secret text not null,
      disabled text,
      failing_since timestamptz,
      -- a batch of the event log
      starts_after bigint not null,
      created_at timestamptz not null,
      updated_at timestamptz not null
    );
    create index subscriptions_by_age on subscriptions (created_at, id);

    create table event_deliveries (
      id uuid primary key,
      subscription_id uuid not null references subscriptions on delete cascade,
      type text not null,
      payload text not null,
      status text not null check (status in ('pending', 'delivered', 'failed')),
      tries integer not null,
      due_at timestamptz,
      created_at timestamptz not null,
      last_tried_at timestamptz,
      response_status integer,
      error text,
      check ((status = 'pending') = (due_at is not null))
    );
    create index event_deliveries_of_subscription on event_deliveries (subscription_id, created_at, id);
    create index event_deliveries_due on event_deliveries (subscription_id, due_at, id) where due_at is not null;
    create index event_deliveries_by_age on event_deliveries (created_at);

    -- one row: how far the event log has been turned into deliveries
    create table event_cursor (
      is_only boolean primary key default true check (is_only),
      batch bigint not null
    );
    insert into event_cursor (batch) select max(id) from event_log;

    alter table subscriptions enable row level security;
    alter table event_deliveries enable row level security;
    alter table event_cursor enable row level security;
  `.execute(db)
}
