import type { Stores, Unavailable, UnitOfWork } from '@boztell/core'
import { unavailable } from '@boztell/core'
import type { Kysely } from 'kysely'
import type { Err, Result } from 'neverthrow'
import { err, ResultAsync } from 'neverthrow'
import { lostInfrastructure } from './lost-infrastructure.ts'
import { postgresIdempotencyKeys } from './postgres-idempotency-keys.ts'
import { postgresInbox } from './postgres-inbox.ts'
import { postgresLeadStore } from './postgres-lead-store.ts'
import { postgresMessageChangeStore } from './postgres-message-change-store.ts'
import { postgresMessageStore } from './postgres-message-store.ts'
import { postgresOutbox } from './postgres-outbox.ts'
import { postgresParticipantStore } from './postgres-participant-store.ts'
import { postgresPendingStatusStore } from './postgres-pending-status-store.ts'
import { postgresReactionStore } from './postgres-reaction-store.ts'
import { postgresRoomStore } from './postgres-room-store.ts'
import { postgresSessionStore } from './postgres-session-store.ts'
import { postgresUserStore } from './postgres-user-store.ts'
import { postgresWebhookFailureStore } from './postgres-webhook-failure-store.ts'
import { postgresWebhookLog } from './postgres-webhook-log.ts'
import type { Database } from './schema.ts'

const storesOf = (db: Kysely<Database>): Stores => ({
  users: postgresUserStore(db),
  sessions: postgresSessionStore(db),
  leads: postgresLeadStore(db),
  rooms: postgresRoomStore(db),
  participants: postgresParticipantStore(db),
  outbox: postgresOutbox(db),
  messages: postgresMessageStore(db),
  reactions: postgresReactionStore(db),
  messageChanges: postgresMessageChangeStore(db),
  pendingStatuses: postgresPendingStatusStore(db),
  inbox: postgresInbox(db),
  webhookLog: postgresWebhookLog(db),
  webhookFailures: postgresWebhookFailureStore(db),
  idempotencyKeys: postgresIdempotencyKeys(db),
})

/** Each run is one transaction (read committed) on one connection of `db`. */
export const createPostgresUnitOfWork = (db: Kysely<Database>): UnitOfWork => {
  const run = async <T, E>(work: (stores: Stores) => ResultAsync<T, E>): Promise<Result<T, E | Unavailable>> => {
    let refusal: Err<T, E> | undefined
    try {
      return await db
        .transaction()
        .setIsolationLevel('read committed')
        .execute(async (transaction): Promise<Result<T, E>> => {
          const result = await work(storesOf(transaction))
          if (result.isOk()) return result
          refusal = err(result.error)
          throw new RollBack()
        })
    } catch (error) {
      // Even if the rollback itself failed: a connection that is gone has kept nothing.
      if (refusal !== undefined) return refusal
      const reason = lostInfrastructure(error)
      if (reason === undefined) throw error
      return err(unavailable(reason))
    }
  }
  return { run: (work) => new ResultAsync(run(work)) }
}

/** Makes Kysely roll back; nobody outside of this file sees it. */
class RollBack extends Error {}
