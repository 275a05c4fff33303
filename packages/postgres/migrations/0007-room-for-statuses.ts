import { sql } from 'kysely'
import type { Kysely } from 'kysely'

/**
 * A message is written four or five times more after it was added, each time to tell how far it is. With room left in its page none
 * of these touches an index. `ensure-partitions.ts` makes new months so; this is for those that were there before.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    do $$
    declare month regclass;
    begin
      for month in select inhrelid from pg_inherits where inhparent = 'messages'::regclass loop
        execute format('alter table %s set (fillfactor = 70)', month);
      end loop;
    end
    $$;
  `.execute(db)
}
