import { ok, type ResultAsync, safeTry } from 'neverthrow'
import { unconfirmedError } from '../../delivery/answer.ts'
import type { Unavailable } from '../../errors.ts'
import { messageStatus } from '../../event/domain-event.ts'
import { MINUTE } from '../../instant.ts'
import { markUnconfirmed } from '../../message/message-status.ts'
import type { Clock } from '../../ports/clock.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock }>

/** Longer than any request to WhatsApp may take, so that whoever claimed the entry before this is gone. */
export const CLAIM_LIFETIME = 2 * MINUTE
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
        // What was claimed far in the future was claimed before the clock was set back.
        const found = yield* await stores.outbox.stuck(now - CLAIM_LIFETIME, now + CLAIM_LIFETIME, AT_ONCE)
        const held = new Set(yield* await stores.outbox.hold(found.map(({ id }) => id)))
        const stuck = found.filter(({ id }) => held.has(id))
        const messages = yield* await stores.messages.lockStates(stuck.map(({ messageId }) => ({ id: messageId })))
        const sending = messages.filter(({ status }) => status === 'sending')
        const waiting = new Set(messages.filter(({ status }) => status === 'queued').map(({ id }) => id))
        const [back, over] = [
          stuck.filter(({ messageId }) => waiting.has(messageId)),
          stuck.filter(({ messageId }) => !waiting.has(messageId)),
        ]
        yield* await stores.outbox.postpone(
          back.map(({ id, tries }) => ({ id, tries, dueAt: null })),
          now,
        )
        yield* await stores.outbox.remove(
          over.map(({ id }) => id),
          now,
        )
        const unconfirmed = sending.map((message) =>
          markUnconfirmed(message, unconfirmedError('the server stopped while it was sending the message')),
        )
        yield* await stores.messages.saveStates(unconfirmed)
        yield* await stores.events.append(unconfirmed.map(messageStatus), now)
        return ok(stuck.length)
      }),
    )
