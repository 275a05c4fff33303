import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table media_files (
      sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
      size bigint not null,
      mime_type text,
      -- keys in the storage
      thumbnail text,
      playable text,
      poster text,
      stored_at timestamptz not null,
      quarantined_at timestamptz,
      -- about: whether some media has it is looked at again before it goes
      unheld_since timestamptz
    );
    create index media_files_unheld on media_files (unheld_since) where unheld_since is not null;

    create table media (
      id uuid primary key,
      sha256 text not null references media_files,
      filename text,
      uploaded_by uuid references users,
      created_at timestamptz not null,
      -- null once a message has it
      unused_since timestamptz
    );
    create index media_of_file on media (sha256);
    create index media_unused on media (unused_since) where unused_since is not null;

    -- messages are partitioned by time, so there is no foreign key to them
    create table media_uses (
      media_id uuid not null references media,
      message_id uuid not null,
      room_id uuid not null references rooms,
      primary key (media_id, message_id)
    );

    create table media_downloads (
      message_id uuid primary key,
      room_id uuid not null references rooms,
      phone_number_id text not null,
      whatsapp_media_id text not null,
      kind text not null,
      told_sha256 text,
      told_size bigint,
      said_at timestamptz not null,
      -- of one that a worker has: until when
      due_at timestamptz not null,
      tries integer not null default 0
    ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
    create index media_downloads_due on media_downloads (due_at);

    create table whatsapp_uploads (
      sha256 text not null,
      phone_number_id text not null,
      kind text not null,
      whatsapp_media_id text not null,
      expires_at timestamptz not null,
      primary key (sha256, phone_number_id, kind)
    );
    create index whatsapp_uploads_by_end on whatsapp_uploads (expires_at);

    -- one row; needed to sign, so it can't be a hash
    create table media_url_key (
      is_only boolean primary key default true check (is_only),
      key text not null
    );

    alter table media_files enable row level security;
    alter table media enable row level security;
    alter table media_uses enable row level security;
    alter table media_downloads enable row level security;
    alter table whatsapp_uploads enable row level security;
    alter table media_url_key enable row level security;
  `.execute(db)
}
