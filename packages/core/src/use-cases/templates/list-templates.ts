import type { ResultAsync } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import type { OwnNumber } from '../../lead/business-number.ts'
import type { Page, PageRequest } from '../../ports/page.ts'
import type { TemplateFilter } from '../../ports/template-store.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { Template } from '../../template/template.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; number: OwnNumber }>

export type ListTemplatesError = Unavailable

/** The templates as WhatsApp had them when they were last read, by name and language; everybody may send them, so everybody sees them. */
export type ListTemplates = (
  command: Readonly<{ filter: TemplateFilter; page: PageRequest }>,
) => ResultAsync<Page<Template>, ListTemplatesError>

export const makeListTemplates =
  ({ unitOfWork, number }: Needs): ListTemplates =>
  ({ filter, page }) =>
    unitOfWork.run(({ templates }) => templates.list(number.businessAccountId, filter, page))
