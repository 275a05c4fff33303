import type { ResultAsync } from 'neverthrow'
import type { WhatsAppUnreachable } from '../errors.ts'
import type { Template } from '../template/template.ts'

/** What WhatsApp tells of a template; when is for the asker to say. */
export type ToldTemplate = Omit<Template, 'statusAt'>

/** Where templates are made and judged: WhatsApp. */
export interface TemplateSource {
  /** Every template of the account, each name and language once, in no particular order; all or none. */
  list(businessAccountId: string): ResultAsync<readonly ToldTemplate[], WhatsAppUnreachable>
}
