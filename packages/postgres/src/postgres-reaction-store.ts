import type { ReactionStore } from '@boztell/core'
import { sql } from 'kysely'
import { recordset } from './sql-values.ts'
import type { Transaction } from './transaction.ts'

const columns = {
  room_id: 'uuid',
  target_wa_message_id: 'text',
  user_id: 'uuid',
  emoji: 'text',
  reacted_at: 'timestamptz',
}

/** Of two reactions of one second, which is all that WhatsApp tells, the later to arrive counts. */
export const postgresReactionStore = ({ write }: Transaction): ReactionStore => ({
  save: (reactions) =>
    write(reactions, () => {
      const rows = reactions.map(({ roomId, targetWaMessageId, userId, emoji, at }) => ({
        room_id: roomId,
        target_wa_message_id: targetWaMessageId,
        user_id: userId,
        emoji,
        reacted_at: at,
      }))
      return sql`
        insert into message_reactions as known (room_id, target_wa_message_id, user_id, emoji, reacted_at)
        select room_id, target_wa_message_id, user_id, emoji, reacted_at from (
          select distinct on (target_wa_message_id, room_id, user_id) *
          from ${recordset(columns, rows)}
          order by target_wa_message_id, room_id, user_id, reacted_at desc, ord desc
        ) latest
        order by target_wa_message_id, room_id, user_id, ord
        on conflict (target_wa_message_id, room_id, coalesce(user_id, '00000000-0000-0000-0000-000000000000'))
        do update set emoji = excluded.emoji, reacted_at = excluded.reacted_at
        where known.reacted_at <= excluded.reacted_at
      `
    }),
})
