import { errAsync, type ResultAsync } from 'neverthrow'
import { type Forbidden, forbidden, type Unavailable, type WhatsAppUnreachable } from '../../errors.ts'
import { syncCatalogue, type Synced, type SyncNeeds } from '../../template/sync-catalogue.ts'
import type { User } from '../../user/user.ts'

export type SyncTemplatesError = Forbidden | WhatsAppUnreachable | Unavailable

/** Reads the templates from WhatsApp now. */
export type SyncTemplates = (command: Readonly<{ viewer: User }>) => ResultAsync<Synced, SyncTemplatesError>

export const makeSyncTemplates =
  (needs: SyncNeeds): SyncTemplates =>
  ({ viewer }) =>
    viewer.role === 'admin' ? syncCatalogue(needs) : errAsync(forbidden('admin'))
