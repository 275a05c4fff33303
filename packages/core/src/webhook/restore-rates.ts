import { ok, safeTry } from 'neverthrow'
import { withFullRate } from '../delivery/number-state.ts'
import type { Unavailable } from '../errors.ts'
import type { Instant } from '../instant.ts'
import type { OwnNumber } from '../lead/business-number.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { WebhookItem } from './webhook-item.ts'

/** WhatsApp has raised what an account's numbers may send: those that were slowed down go at their full rate again. */
export const restoreRates = (
  stores: Stores,
  numbers: readonly OwnNumber[],
  items: readonly WebhookItem[],
  now: Instant,
) =>
  safeTry<void, Unavailable>(async function* () {
    const accounts = new Set(
      items.flatMap(({ kind, businessAccountId }) => (kind === 'throughput_upgrade' ? businessAccountId : [])),
    )
    const ofAccounts = numbers.filter(({ businessAccountId }) => accounts.has(businessAccountId))
    if (ofAccounts.length === 0) return ok(undefined)
    const locked = yield* await stores.numbers.lock(
      ofAccounts.map(({ phoneNumberId }) => phoneNumberId),
      now,
    )
    yield* await stores.numbers.save(
      locked.filter(({ slowed }) => slowed !== null).map((state) => withFullRate(state, now)),
    )
    return ok(undefined)
  })
