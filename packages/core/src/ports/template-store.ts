import type { Catalogue, Template } from '../template/template.ts'
import type { Page, PageRequest } from './page.ts'
import type { Stored } from './unit-of-work.ts'

/** Null: any. */
export type TemplateFilter = Readonly<{ name: string | null; language: string | null; status: string | null }>

/** The copy of each business account's templates, one of each name and language. */
export interface TemplateStore {
  /** Those of these names in every language, by name and language; `syncedAt` null: the account's were never read. */
  named(
    businessAccountId: string,
    names: readonly string[],
  ): Stored<Readonly<{ syncedAt: Catalogue['syncedAt']; templates: readonly Template[] }>>
  /** By name and language. */
  list(businessAccountId: string, filter: TemplateFilter, page: PageRequest): Stored<Page<Template>>
  /** New if nobody knows the account yet; nobody else writes it or its templates until the end of the unit of work. */
  lock(businessAccountId: string): Stored<Catalogue>
  /** Writes a catalogue that this unit of work has locked, and these of its templates; others stay. */
  save(catalogue: Catalogue, templates: readonly Template[]): Stored<void>
  /** As `save`; other templates of the account are gone. */
  replace(catalogue: Catalogue, templates: readonly Template[]): Stored<void>
}
