import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create sequence messages_seq;

    create table messages (
      id uuid not null,
      room_id uuid not null references rooms,
      user_id uuid references users,
      -- follows from the author, so that the two can't disagree
      direction text not null generated always as (case when user_id is null then 'inbound' else 'outbound' end) stored,
      seq bigint not null default nextval('messages_seq'),
      content_type text not null,
      content_text text,
      content jsonb not null default '{}',
      content_media_url text,
      original_content jsonb,
      reply_to uuid,
      reply_to_wa_message_id text,
      context jsonb,
      referral jsonb,
      status text not null default 'received',
      attempt integer not null default 1 check (attempt >= 1),
      wa_message_id text,
      earlier_wa_message_ids text[] not null default '{}',
      error jsonb,
      pricing jsonb,
      created_at timestamptz not null default now(),
      accepted_at timestamptz,
      sent_at timestamptz,
      delivered_at timestamptz,
      read_at timestamptz,
      played_at timestamptz,
      failed_at timestamptz,
      edited_at timestamptz,
      revoked_at timestamptz,
      primary key (id, created_at),
      constraint messages_status_is_known check (status in ('received', 'queued', 'sending', 'unconfirmed', 'accepted',
        'sent', 'delivered', 'read', 'played', 'failed')),
      -- what a customer said was received; whatever is sent has a user
      constraint messages_without_user_are_received check ((status = 'received') = (user_id is null))
    ) partition by range (created_at);
    create index messages_of_room on messages (room_id, created_at, seq);
    create index messages_by_wa_message_id on messages (wa_message_id);

    create function refuse_another_origin() returns trigger language plpgsql set search_path = '' as $$
    begin
      raise exception 'messages: id, room_id, user_id, seq and created_at never change' using errcode = 'restrict_violation';
    end
    $$;
    create trigger messages_origin_is_immutable before update on messages for each row
      when ((old.id, old.room_id, old.seq, old.created_at) <> (new.id, new.room_id, new.seq, new.created_at)
        or old.user_id is distinct from new.user_id)
      execute function refuse_another_origin();

    -- for strays; the months are made by ensure-partitions.ts, ahead of time
    create table messages_default partition of messages default;

    create table message_reactions (
      room_id uuid not null references rooms,
      target_wa_message_id text not null,
      user_id uuid references users,
      emoji text not null,
      reacted_at timestamptz not null,
      -- WhatsApp tells seconds only: what came first is first
      seq bigint not null generated always as identity
    );
    create unique index message_reactions_of_actor on message_reactions
      (target_wa_message_id, room_id, coalesce(user_id, '00000000-0000-0000-0000-000000000000'));

    create table message_changes (
      id uuid primary key,
      room_id uuid not null references rooms,
      target_wa_message_id text not null,
      direction text not null check (direction in ('inbound', 'outbound')),
      kind text not null check (kind in ('edit', 'revoke')),
      content jsonb,
      changed_at timestamptz not null,
      seq bigint not null generated always as identity,
      check ((kind = 'edit') = (content is not null))
    );
    create index message_changes_of_target on message_changes (target_wa_message_id);

    create table pending_statuses (
      id bigint primary key generated always as identity,
      wa_message_id text not null,
      status text not null,
      reported_at timestamptz not null,
      message_id uuid,
      error jsonb,
      pricing jsonb,
      parked_at timestamptz not null,
      unique (wa_message_id, status, reported_at)
    );
    create index pending_statuses_by_age on pending_statuses (parked_at);

    alter table messages enable row level security;
    alter table messages_default enable row level security;
    alter table message_reactions enable row level security;
    alter table message_changes enable row level security;
    alter table pending_statuses enable row level security;
  `.execute(db)
}
