import type { Instant, ReplyRule, Statistics } from '@boztell/core'
import { sql } from 'kysely'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

type Row = Readonly<{ length: number; since: Instant | null; failures: number }> & Readonly<Record<ReplyRule, number>>

export const postgresStatistics = ({ db }: Transaction): Statistics => ({
  tally: () =>
    stored(async () => {
      const { rows } = await sql<Row>`
        select
          (select count(*) from outbox) as length,
          (select min(head_since) from outbox where head_since is not null) as since,
          (select count(*) from webhook_failures) as failures,
          count(*) filter (where rule = 'outside_hours') as outside_hours,
          count(*) filter (where rule = 'greeting') as greeting
        from automatic_replies
      `.execute(db)
      const [row] = rows
      if (row === undefined) throw new Error('counting answered nothing')
      const { length, since, failures, outside_hours, greeting } = row
      return {
        outbox: { length, waitingSince: since },
        webhookFailures: failures,
        automaticReplies: { outside_hours, greeting },
      }
    }),
})
