import { err, ok, okAsync, type Result, safeTry, type ResultAsync } from 'neverthrow'
import {
  type MarketingOptedOut,
  marketingOptedOut,
  type TemplateNotFound,
  templateNotFound,
  type TemplateNotSendable,
  templateNotSendable,
  type Unavailable,
  type ValidationFailed,
  validationFailed,
} from '../errors.ts'
import type { LeadId } from '../lead/lead.ts'
import type { Content, TemplateData } from '../message/content.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import { renderTemplate } from './render-template.ts'
import { isMarketing, isSendable, type Template } from './template.ts'
import { templateProblems } from './template-problems.ts'

export type TemplateRefusal = TemplateNotFound | TemplateNotSendable | MarketingOptedOut | ValidationFailed

type Filling = Readonly<{ content: Content; leadId: LeadId }>

/**
 * Checks the templates of a group against the account's catalogue and notes what the customers will read; a content that is no template
 * is answered as it is. Where no catalogue was ever read every template passes. Costs nothing where there are no templates.
 */
export const fillTemplates = (
  stores: Stores,
  businessAccountId: string,
  group: readonly Filling[],
): ResultAsync<readonly Result<Content, TemplateRefusal>[], Unavailable> => {
  const names = group.flatMap(({ content }) => (content.type === 'template' ? content.data.name : []))
  if (names.length === 0) return okAsync(group.map(({ content }) => ok(content)))
  return safeTry(async function* () {
    const { syncedAt, templates } = yield* await stores.templates.named(businessAccountId, [...new Set(names)])
    if (syncedAt === null) return ok(group.map(({ content }) => ok(content)))
    const checked = group.map(({ content }) => check(content, templates))
    const reached = group.flatMap(({ leadId }, index) => (checked[index]?.unwrapOr(passed).isMarketing ? leadId : []))
    const leads = yield* await stores.leads.find([...new Set(reached)])
    const optedOut = new Set(leads.flatMap(({ id, marketingOptOut }) => (marketingOptOut ? id : [])))
    return ok(
      checked.map((one, index) =>
        one.andThen(({ content, isMarketing }): Result<Content, MarketingOptedOut> => {
          const leadId = group[index]?.leadId
          return isMarketing && leadId && optedOut.has(leadId) ? err(marketingOptedOut()) : ok(content)
        }),
      ),
    )
  })
}

type Checked = Readonly<{ content: Content | null; isMarketing: boolean }>
const passed: Checked = { content: null, isMarketing: false }

const check = (
  content: Content,
  templates: readonly Template[],
): Result<Checked & Readonly<{ content: Content }>, TemplateRefusal> => {
  if (content.type !== 'template') return ok({ content, isMarketing: false })
  const { name, language } = content.data
  const inLanguages = templates.filter((one) => one.name === name)
  const template = inLanguages.find((one) => one.language === language.code)
  if (template === undefined) {
    const languages = inLanguages.map((one) => one.language)
    return err(templateNotFound(name, language.code, languages))
  }
  if (!isSendable(template)) return err(templateNotSendable(template.status, template.reason))
  const problems = templateProblems(template, content.data)
  if (problems.length > 0) return err(validationFailed(...problems))
  return ok({ content: { ...content, data: withText(template, content.data) }, isMarketing: isMarketing(template) })
}

const withText = (template: Template, data: TemplateData): TemplateData => {
  const text = renderTemplate(template, data)
  return text.trim() === '' ? data : { ...data, text }
}
