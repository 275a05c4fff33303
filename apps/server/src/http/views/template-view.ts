import type { Synced, Template } from '@boztell/core'
import * as v from 'valibot'
import { time, timeOf } from './time.ts'

/** Status, category, quality and components in WhatsApp's own words. */
export const templateSchema = v.object({
  whatsapp_template_id: v.string(),
  name: v.string(),
  language: v.string(),
  status: v.string(),
  category: v.string(),
  parameter_format: v.picklist(['POSITIONAL', 'NAMED']),
  components: v.array(v.looseObject({ type: v.string() })),
  quality: v.nullable(v.string()),
  reason: v.nullable(v.string()),
})
export type TemplateView = v.InferOutput<typeof templateSchema>

export const templateView = (template: Template): TemplateView => ({
  whatsapp_template_id: template.id,
  name: template.name,
  language: template.language,
  status: template.status,
  category: template.category,
  parameter_format: template.parameterFormat,
  components: [...template.components],
  quality: template.quality,
  reason: template.reason,
})

export const syncedSchema = v.object({ synced_at: time, templates: v.number() })

export const syncedView = ({ syncedAt, templates }: Synced): v.InferOutput<typeof syncedSchema> => ({
  synced_at: timeOf(syncedAt),
  templates,
})
