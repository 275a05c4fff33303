import { ok, okAsync, type ResultAsync } from 'neverthrow'
import type { Unavailable, WhatsAppUnreachable } from '../../errors.ts'
import { DAY, type Instant, MINUTE } from '../../instant.ts'
import { syncCatalogue, type SyncNeeds } from '../../template/sync-catalogue.ts'
import type { Catalogue } from '../../template/template.ts'

export type RefreshTemplatesError = WhatsAppUnreachable | Unavailable

/**
 * Reads the templates from WhatsApp if that is due: a day after the last time, or when a webhook told that something has changed.
 * Safe to run as often and from as many processes as one likes. Answers whether it read them.
 */
export type RefreshTemplates = () => ResultAsync<boolean, RefreshTemplatesError>

/** Not sooner again, whatever webhooks tell and however often WhatsApp refuses: it allows 200 such calls an hour. */
const SHORTEST_WAIT = 5 * MINUTE

export const makeRefreshTemplates =
  (needs: SyncNeeds): RefreshTemplates =>
  () => {
    const { unitOfWork, clock, number } = needs
    const now = clock.now()
    return unitOfWork
      .run(({ templates }) =>
        templates.lock(number.businessAccountId).andThen((catalogue) =>
          // Noted before WhatsApp is asked, so that another process does not ask as well.
          isDue(catalogue, now) ? templates.save({ ...catalogue, triedAt: now }, []).map(() => true) : ok(false),
        ),
      )
      .andThen((due) => (due ? syncCatalogue(needs).map(() => true) : okAsync(false)))
  }

const isDue = ({ syncedAt, wantedAt, triedAt }: Catalogue, now: Instant): boolean => {
  const isOld = syncedAt === null || syncedAt <= now - DAY
  // What was tried by a clock that was ahead does not count.
  const justTried = triedAt !== null && triedAt > now - SHORTEST_WAIT && triedAt <= now
  return (isOld || wantedAt !== null) && !justTried
}
