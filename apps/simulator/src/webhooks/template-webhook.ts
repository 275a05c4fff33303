import type { Template, TemplatePart } from '../graph/template-catalogue.ts'
import type { Simulator } from '../simulator.ts'
import { type WebhookChange, webhookBody } from './envelope.ts'

/** What WhatsApp changes about a template. */
export type TemplateChanges = Readonly<
  Partial<Pick<Template, 'status' | 'category' | 'components'>> & {
    reason?: string
    quality?: Template['quality_score']['score']
  }
>

/** The name of the template as every such webhook has it; here the id is a number. */
const headOf = ({ id, name, language }: Template) => ({
  message_template_id: Number(id),
  message_template_name: name,
  message_template_language: language,
})

const textOf = (components: readonly TemplatePart[], type: TemplatePart['type']) =>
  components.find((part) => part.type === type)?.text

/** Texts only, and of the buttons those that open something. */
const componentsUpdate = (template: Template) => {
  const [title, footer] = [textOf(template.components, 'HEADER'), textOf(template.components, 'FOOTER')]
  const buttons = (template.components.find(({ type }) => type === 'BUTTONS')?.buttons ?? []).filter(
    ({ type }) => type === 'URL' || type === 'PHONE_NUMBER',
  )
  return {
    ...headOf(template),
    message_template_element: textOf(template.components, 'BODY'),
    ...(title !== undefined && { message_template_title: title }),
    ...(footer !== undefined && { message_template_footer: footer }),
    ...(buttons.length > 0 && {
      message_template_buttons: buttons.map(({ type, text, url, phone_number }) => ({
        message_template_button_type: type,
        message_template_button_text: text,
        ...(url !== undefined && { message_template_button_url: url }),
        ...(phone_number !== undefined && { message_template_button_phone_number: phone_number }),
      })),
    }),
  }
}

const statusUpdate = (template: Template, reason: string, disabledAt: number) => ({
  event: template.status,
  ...headOf(template),
  message_template_category: template.category,
  reason,
  ...(template.status === 'DISABLED' && { disable_info: { disable_date: String(disabledAt) } }),
})

/** The template after the changes, and a webhook's body for each of them. */
export const changeTemplate = (
  { settings, clock }: Pick<Simulator, 'settings' | 'clock'>,
  before: Template,
  { status, reason = 'NONE', category, quality, components }: TemplateChanges,
) => {
  const template: Template = {
    ...before,
    ...(status !== undefined && { status, rejected_reason: status === 'REJECTED' ? reason : 'NONE' }),
    ...(category !== undefined && { category }),
    ...(quality !== undefined && { quality_score: { score: quality } }),
    ...(components !== undefined && { components }),
  }
  const time = Math.floor(clock.now().getTime() / 1000)
  const changes: WebhookChange[] = []
  if (status !== undefined)
    changes.push({ field: 'message_template_status_update', value: statusUpdate(template, reason, time) })
  if (category !== undefined)
    changes.push({
      field: 'template_category_update',
      value: { ...headOf(template), previous_category: before.category, new_category: category },
    })
  if (quality !== undefined)
    changes.push({
      field: 'message_template_quality_update',
      value: {
        previous_quality_score: before.quality_score.score,
        new_quality_score: quality,
        ...headOf(template),
      },
    })
  if (components !== undefined)
    changes.push({ field: 'message_template_components_update', value: componentsUpdate(template) })
  return { template, bodies: changes.map((change) => webhookBody(settings, [[change]], { time })) }
}
