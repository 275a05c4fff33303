import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { seededUsers } from '@boztell/core'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table users (
      id uuid primary key,
      name text not null,
      email text unique check (email = lower(email)),
      role text not null check (role in ('admin', 'supervisor', 'agent', 'system')),
      status text not null check (status in ('pending', 'active', 'suspended')),
      availability text not null check (availability in ('online', 'away')),
      password_hash text,
      created_at timestamptz not null default now(),
      check (email is not null or role = 'system')
    );
    create index users_by_age on users (created_at, id);

    create table sessions (
      token_hash text primary key,
      user_id uuid not null references users,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null
    );
    create index sessions_of_user on sessions (user_id);

    create table idempotency_keys (
      user_id uuid not null references users,
      key text not null,
      fingerprint text not null,
      resource_id text not null,
      started_at timestamptz not null,
      -- json, not jsonb: an answer is given again as it was, its fields in their order
      answer json,
      primary key (user_id, key)
    );
    create index idempotency_keys_by_age on idempotency_keys (started_at);

    alter table users enable row level security;
    alter table sessions enable row level security;
    alter table idempotency_keys enable row level security;
    alter table schema_migrations enable row level security;
    alter table schema_migrations_lock enable row level security;
  `.execute(db)

  for (const { id, name, role, status, availability } of seededUsers) {
    await sql`
      insert into users (id, name, role, status, availability, created_at)
      values (${id}, ${name}, ${role}, ${status}, ${availability}, 'epoch')
    `.execute(db)
  }
}
