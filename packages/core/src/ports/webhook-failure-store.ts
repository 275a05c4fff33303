import type { WebhookFailure } from '../webhook/webhook-item.ts'
import type { Page, PageRequest } from './page.ts'
import type { Stored } from './unit-of-work.ts'

export interface WebhookFailureStore {
  append(failures: readonly WebhookFailure[]): Stored<void>
  /** Oldest first. */
  list(page: PageRequest): Stored<Page<WebhookFailure>>
  find(id: string): Stored<WebhookFailure | undefined>
  remove(id: string): Stored<void>
}
