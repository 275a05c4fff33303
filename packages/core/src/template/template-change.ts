import type { Instant } from '../instant.ts'
import type { Template } from './template.ts'

/** What WhatsApp tells of one template between two readings of the catalogue; null: nothing said. */
export type TemplateChange = Readonly<{
  /** WhatsApp's. */
  templateId: string | null
  name: string
  language: string
  status: string | null
  reason: string | null
  category: string | null
  at: Instant
}>

/** The template after a change; a status that is older than the one known is no news, and the template may stay the same object. */
export const withTemplateChange = (template: Template, change: TemplateChange): Template => {
  const { status, reason, category, at } = change
  const isNews = status !== null && at >= template.statusAt
  if (!isNews && (category === null || category === template.category)) return template
  return {
    ...template,
    ...(isNews && { status, reason, statusAt: at }),
    category: category ?? template.category,
  }
}

/** Whether the change is about this template: by WhatsApp's id, else by name and language, whose parts a webhook may join by a dash. */
export const concernsTemplate = (template: Template, { templateId, name, language }: TemplateChange): boolean =>
  templateId === null
    ? template.name === name && template.language === language.replace('-', '_')
    : template.id === templateId

/** The templates that these changes change, changed. */
export const changedTemplates = (
  templates: readonly Template[],
  changes: readonly TemplateChange[],
): readonly Template[] =>
  templates.flatMap((template) => {
    const changed = changes.filter((change) => concernsTemplate(template, change)).reduce(withTemplateChange, template)
    return changed === template ? [] : [changed]
  })
