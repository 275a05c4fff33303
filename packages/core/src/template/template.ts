import type { Instant } from '../instant.ts'
import type { Json } from '../json.ts'

/** A button of a template; `url` may end in a placeholder. */
export type TemplateButton = Readonly<{ type: string; text?: string; url?: string; [field: string]: Json | undefined }>

/** HEADER, BODY, FOOTER, BUTTONS, CAROUSEL … of a template as WhatsApp keeps it; texts have placeholders such as `{{1}}` or `{{name}}`. */
export type TemplatePart = Readonly<{
  type: string
  format?: string
  text?: string
  buttons?: readonly TemplateButton[]
  cards?: readonly Readonly<{ components: readonly TemplatePart[] }>[]
  [field: string]: Json | undefined
}>

/** A message template in one language. Status, category, quality and parts are in WhatsApp's own words. */
export type Template = Readonly<{
  /** WhatsApp's, digits. */
  id: string
  name: string
  language: string
  /** APPROVED, PENDING, REJECTED, PAUSED, DISABLED … */
  status: string
  /** MARKETING, UTILITY, AUTHENTICATION. */
  category: string
  parameterFormat: 'POSITIONAL' | 'NAMED'
  components: readonly TemplatePart[]
  /** GREEN, YELLOW, RED; null while WhatsApp has none. */
  quality: string | null
  /** Why it was rejected, paused or disabled, as far as WhatsApp said. */
  reason: string | null
  /** When the status was told; what was told earlier says nothing any more. */
  statusAt: Instant
}>

/** How the copy of a business account's templates is. */
export type Catalogue = Readonly<{
  businessAccountId: string
  /** When the templates were as they are here; null: never read. */
  syncedAt: Instant | null
  /** Since when it is known that WhatsApp has something newer. */
  wantedAt: Instant | null
  /** When somebody began to read them by themself. */
  triedAt: Instant | null
}>

export const newCatalogue = (businessAccountId: string): Catalogue => ({
  businessAccountId,
  syncedAt: null,
  wantedAt: null,
  triedAt: null,
})

export const isMarketing = ({ category }: Template): boolean => category === 'MARKETING'

/** The only status in which WhatsApp sends a template. */
export const isSendable = ({ status }: Template): boolean => status === 'APPROVED'
