import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    -- no foreign keys: the log outlives what it tells of
    create table audit_log (
      id uuid primary key,
      at timestamptz not null,
      actor uuid,
      action text not null,
      subject_type text,
      subject_id text,
      -- json, not jsonb: shown as it was written
      details json not null,
      request_id text,
      ip text,
      check ((subject_type is null) = (subject_id is null))
    );
    create index audit_log_by_age on audit_log (at, id);
    create index audit_log_of_actor on audit_log (actor, at, id);
    create index audit_log_of_action on audit_log (action, at, id);

    create function refuse_audit_log_change() returns trigger language plpgsql as $$
    begin
      raise exception 'audit_log is append-only: % is refused', tg_op;
    end
    $$;
    create trigger audit_log_is_append_only before update or delete or truncate on audit_log
      for each statement execute function refuse_audit_log_change();
    -- also in a session that replicates, where triggers are left out
    alter table audit_log enable always trigger audit_log_is_append_only;

    alter table audit_log enable row level security;
  `.execute(db)
}
