import { errAsync, type ResultAsync } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { recordAudit } from '../../audit/record-audit.ts'
import { type Forbidden, forbidden, type Unavailable, type WhatsAppUnreachable } from '../../errors.ts'
import type { IdSource } from '../../ports/id-source.ts'
import { syncCatalogue, type Synced, type SyncNeeds } from '../../template/sync-catalogue.ts'
import type { User } from '../../user/user.ts'

export type SyncTemplatesError = Forbidden | WhatsAppUnreachable | Unavailable

/** Reads the templates from WhatsApp now. */
export type SyncTemplates = (
  command: Readonly<{ viewer: User; origin?: Origin | undefined }>,
) => ResultAsync<Synced, SyncTemplatesError>

export const makeSyncTemplates =
  (needs: SyncNeeds & Readonly<{ ids: IdSource }>): SyncTemplates =>
  ({ viewer, origin }) =>
    viewer.role === 'admin'
      ? syncCatalogue(needs, (stores, { templates }) =>
          recordAudit(needs, stores, {
            actor: viewer.id,
            action: 'templates.synced',
            subject: { type: 'templates', id: needs.number.businessAccountId },
            details: { templates },
            origin,
          }),
        )
      : errAsync(forbidden('admin'))
