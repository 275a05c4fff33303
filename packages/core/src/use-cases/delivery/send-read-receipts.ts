import { ok, ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import { MINUTE } from '../../instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { MessageChannel, SendRefused, SendUnconfirmed } from '../../ports/message-channel.ts'
import type { ClaimedReceipt } from '../../ports/read-receipt-store.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { nextReceiptTry, RECEIPT_WITHIN } from '../../room/read-receipt.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; channel: Pick<MessageChannel, 'markRead'>; clock: Clock }>

/** Requests in flight at once. */
const AT_ONCE = 50
/** Longer than a request may take; what a worker that died has is due again then. */
const CLAIMED_FOR = 2 * MINUTE

/** Tells WhatsApp what has been read. Answers to how many receipts an answer came, whichever it was; the others come again by themselves. */
export type SendReadReceipts = () => ResultAsync<number, Unavailable>

export const makeSendReadReceipts =
  ({ unitOfWork, channel, clock }: Needs): SendReadReceipts =>
  () => {
    const tell = (receipt: ClaimedReceipt) => {
      const { phoneNumberId, waMessageId, typingUntil } = receipt
      const typing = typingUntil !== null && clock.now() < typingUntil
      return channel
        .markRead({ phoneNumberId, waMessageId, typing })
        .map((): SendRefused | SendUnconfirmed | null => null)
        .orElse((failure) => ok<SendRefused | SendUnconfirmed>(failure))
        .map((failure) => ({ receipt, failure }))
    }

    return safeTry<number, Unavailable>(async function* () {
      let told = 0
      for (;;) {
        const now = clock.now()
        const claimed = yield* await unitOfWork.run(({ readReceipts }) =>
          readReceipts.claim(AT_ONCE, now, now + CLAIMED_FOR),
        )
        if (claimed.length === 0) return ok(told)
        const timely = claimed.filter(({ sentAt }) => sentAt >= now - RECEIPT_WITHIN)
        const answers = yield* await ResultAsync.combine(timely.map(tell))
        const again = answers.flatMap(({ receipt, failure }) => {
          const dueAt = failure === null ? undefined : nextReceiptTry(failure, receipt.tries, clock.now())
          return dueAt === undefined ? [] : [{ receipt, dueAt }]
        })
        const kept = new Set(again.map(({ receipt }) => receipt))
        yield* await unitOfWork.run(({ readReceipts }) =>
          readReceipts
            .remove(claimed.filter((receipt) => !kept.has(receipt)))
            .andThen(() => readReceipts.postpone(again)),
        )
        told += answers.length
      }
    })
  }
