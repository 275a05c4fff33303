import { ok, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { Instant } from '../instant.ts'
import type { OwnNumber } from '../lead/business-number.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import { changeTemplates } from '../template/change-templates.ts'
import type { WebhookItem } from './webhook-item.ts'

/** What webhooks tell of the templates of our accounts. */
export const applyTemplateChanges = (
  stores: Stores,
  numbers: readonly OwnNumber[],
  items: readonly WebhookItem[],
  now: Instant,
) =>
  safeTry<void, Unavailable>(async function* () {
    const told = items.flatMap((item) => (item.kind === 'template_change' ? item : []))
    if (told.length === 0) return ok(undefined)
    const accounts = [...new Set(numbers.map(({ businessAccountId }) => businessAccountId))].toSorted()
    for (const account of accounts) {
      const changes = told.flatMap(({ businessAccountId, change }) =>
        businessAccountId === account ? { ...change, at: change.at ?? now } : [],
      )
      if (changes.length > 0) yield* await changeTemplates(stores, account, changes, now)
    }
    return ok(undefined)
  })
