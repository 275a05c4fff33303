import { ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import { MINUTE, SECOND } from '../../instant.ts'
import { markUnconfirmed } from '../../message/message-status.ts'
import type { Clock } from '../../ports/clock.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { unconfirmedError } from './deliver-room.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock }>

/** Longer than any request to WhatsApp may take, so that whoever claimed the entry before this is gone. */
export const CLAIM_LIFETIME = 2 * MINUTE
const OVERDUE = 30 * SECOND
/** Each holds locks until all are done; the next call finds more. */
const AT_ONCE = 500

/**
 * Finds what a worker that died left behind. A message that was being sent may have gone out, so it becomes `unconfirmed` (D6);
 * one that was only claimed goes back to the head of its line. Answers how many were found.
 */
export type RecoverStuck = () => ResultAsync<number, Unavailable>

export const makeRecoverStuck =
  ({ unitOfWork, clock }: Needs): RecoverStuck =>
  () =>
    unitOfWork.run((stores) =>
      safeTry<number, Unavailable>(async function* () {
        const now = clock.now()
        const stuck = yield* stores.outbox.stuck(now - CLAIM_LIFETIME, now - OVERDUE, AT_ONCE)
        const messages = yield* stores.messages.lock(stuck.map(({ messageId }) => ({ id: messageId })))
        const sending = messages.filter(({ status }) => status === 'sending')
        const sendingIds = new Set(sending.map(({ id }) => id))
        // What is due stays due since then: a line that only has to wait because there is much to do must not lose its turn.
        for (const { messageId, dueAt } of stuck)
          if (sendingIds.has(messageId)) yield* stores.outbox.remove(messageId)
          else yield* stores.outbox.postpone(messageId, dueAt)
        yield* stores.messages.save(
          sending.map((message) =>
            markUnconfirmed(message, unconfirmedError('the server stopped while it was sending the message')),
          ),
        )
        return ok(stuck.length)
      }),
    )
