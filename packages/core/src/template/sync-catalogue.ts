import { ok, okAsync, type ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable, WhatsAppUnreachable } from '../errors.ts'
import type { Instant } from '../instant.ts'
import type { OwnNumber } from '../lead/business-number.ts'
import type { Clock } from '../ports/clock.ts'
import type { TemplateSource, ToldTemplate } from '../ports/template-source.ts'
import type { Stored, Stores, UnitOfWork } from '../ports/unit-of-work.ts'
import type { Template } from './template.ts'

export type SyncNeeds = Readonly<{
  unitOfWork: UnitOfWork
  templateSource: TemplateSource
  clock: Clock
  number: OwnNumber
}>

/** `templates`: how many there are now. */
export type Synced = Readonly<{ syncedAt: Instant; templates: number }>

/** Replaces the copy of the account's templates by what WhatsApp has; after an error it is as before. `record` is part of it. */
export const syncCatalogue = (
  { unitOfWork, templateSource, clock, number: { businessAccountId } }: SyncNeeds,
  record: (stores: Stores, synced: Synced) => Stored<void> = () => okAsync(undefined),
): ResultAsync<Synced, WhatsAppUnreachable | Unavailable> => {
  const startedAt = clock.now()
  return templateSource.list(businessAccountId).andThen((told) =>
    unitOfWork.run((stores) =>
      safeTry<Synced, Unavailable>(async function* () {
        const { templates } = stores
        const catalogue = yield* await templates.lock(businessAccountId)
        const { syncedAt, wantedAt } = catalogue
        // Somebody has read later than we did, who knows better.
        if (syncedAt !== null && syncedAt > startedAt) return ok({ syncedAt, templates: told.length })
        const known = yield* await templates.named(businessAccountId, [...new Set(told.map(({ name }) => name))])
        const isStillWanted = wantedAt !== null && wantedAt > startedAt
        yield* await templates.replace(
          { ...catalogue, syncedAt: startedAt, wantedAt: isStillWanted ? wantedAt : null },
          told.map((one) => asOf(one, known.templates, startedAt)),
        )
        const synced = { syncedAt: startedAt, templates: told.length }
        yield* await record(stores, synced)
        return ok(synced)
      }),
    ),
  )
}

/** A status that was told while WhatsApp was being asked is newer than the answer. */
const asOf = (told: ToldTemplate, known: readonly Template[], startedAt: Instant): Template => {
  const before = known.find(({ name, language }) => name === told.name && language === told.language)
  if (before === undefined || before.statusAt <= startedAt) return { ...told, statusAt: startedAt }
  const { status, reason, statusAt } = before
  return { ...told, status, reason, statusAt }
}
