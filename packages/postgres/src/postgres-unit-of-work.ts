import type { Stores, Unavailable, UnitOfWork } from '@boztell/core'
import { unavailable } from '@boztell/core'
import type { Kysely } from 'kysely'
import type { Err, Result } from 'neverthrow'
import { err, ResultAsync } from 'neverthrow'
import { afterWrites, type DeferredWrites, deferWrites } from './deferred-writes.ts'
import { identityBook, type IdentityCache } from './identity-cache.ts'
import { lostInfrastructure } from './lost-infrastructure.ts'
import { postgresIdempotencyKeys } from './postgres-idempotency-keys.ts'
import { postgresInbox } from './postgres-inbox.ts'
import { postgresLeadStore } from './postgres-lead-store.ts'
import { postgresMessageChangeStore } from './postgres-message-change-store.ts'
import { postgresMessageStore } from './postgres-message-store.ts'
import { postgresNumberStore } from './postgres-number-store.ts'
import { postgresOutbox } from './postgres-outbox.ts'
import { postgresPairStore } from './postgres-pair-store.ts'
import { postgresParticipantStore } from './postgres-participant-store.ts'
import { postgresPendingStatusStore } from './postgres-pending-status-store.ts'
import { postgresReactionStore } from './postgres-reaction-store.ts'
import { postgresRoomStore } from './postgres-room-store.ts'
import { postgresSessionStore } from './postgres-session-store.ts'
import { postgresUserStore } from './postgres-user-store.ts'
import { postgresWebhookFailureStore } from './postgres-webhook-failure-store.ts'
import { postgresWebhookLog } from './postgres-webhook-log.ts'
import type { Database } from './schema.ts'

/** Whatever is read sees what the same unit of work wrote before. */
const storesOf = (db: Kysely<Database>, writes: DeferredWrites, identities: IdentityCache): Stores => {
  const after = <S extends object>(store: S, deferring: readonly (keyof S)[] = []) =>
    afterWrites(writes, store, deferring)
  return {
    numbers: after(postgresNumberStore(db)),
    users: after(postgresUserStore(db)),
    sessions: after(postgresSessionStore(db)),
    leads: after(postgresLeadStore(db, writes, identities), ['save', 'link']),
    rooms: after(postgresRoomStore(db, writes), ['open', 'save']),
    participants: after(postgresParticipantStore(db)),
    outbox: after(postgresOutbox(db, writes), ['put']),
    pairs: after(postgresPairStore(db)),
    messages: after(postgresMessageStore(db, writes), ['append', 'save', 'saveStates']),
    reactions: after(postgresReactionStore(writes), ['save']),
    messageChanges: after(postgresMessageChangeStore(db, writes), ['append']),
    pendingStatuses: after(postgresPendingStatusStore(db, writes), ['park']),
    inbox: after(postgresInbox(db)),
    webhookLog: after(postgresWebhookLog(db, writes), ['append']),
    webhookFailures: after(postgresWebhookFailureStore(db, writes), ['append']),
    idempotencyKeys: after(postgresIdempotencyKeys(db)),
  }
}

/** Each run is one transaction (read committed) on one connection of `db`. */
export const createPostgresUnitOfWork = (db: Kysely<Database>): UnitOfWork => {
  const book = identityBook()
  const run = async <T, E>(work: (stores: Stores) => ResultAsync<T, E>): Promise<Result<T, E | Unavailable>> => {
    const identities = book.page()
    let refusal: Err<T, E> | undefined
    try {
      const done = await db
        .transaction()
        .setIsolationLevel('read committed')
        .execute(async (transaction): Promise<Result<T, E>> => {
          const writes = deferWrites(transaction)
          const result = await work(storesOf(transaction, writes, identities))
          if (result.isErr()) {
            refusal = err(result.error)
            throw new RollBack()
          }
          await writes.flush()
          return result
        })
      identities.keep()
      return done
    } catch (error) {
      // Even if the rollback itself failed: a connection that is gone has kept nothing.
      if (refusal !== undefined) return refusal
      book.forget()
      const reason = lostInfrastructure(error)
      if (reason === undefined) throw error
      return err(unavailable(reason))
    }
  }
  return { run: (work) => new ResultAsync(run(work)) }
}

/** Makes Kysely roll back; nobody outside of this file sees it. */
class RollBack extends Error {}
