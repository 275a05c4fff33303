import type { Instant, JsonObject, WebhookFact } from '@boztell/core'
import { broken } from './fact.ts'
import { asId, asObject, asText } from './loose-json.ts'

/** All that is told of templates; what such a field leaves out the catalogue has, which is read again. */
export const templateFields: ReadonlySet<string> = new Set([
  'message_template_status_update',
  'message_template_quality_update',
  'message_template_components_update',
  'template_category_update',
])

/** The status that follows an event; others, such as FLAGGED or LOCKED, say nothing certain of it. */
const statusAfter: ReadonlyMap<string, string> = new Map([
  ...['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED', 'IN_APPEAL'].map((same) => [same, same] as const),
  ...['PENDING_DELETION', 'DELETED', 'ARCHIVED', 'LIMIT_EXCEEDED'].map((same) => [same, same] as const),
  ...['REINSTATED', 'UNPAUSED', 'UNARCHIVED'].map((again) => [again, 'APPROVED'] as const),
])

/** What is told in whole seconds counts as the end of the second: a catalogue that was read in the same second may be older. */
const REST_OF_SECOND = 999

/** The value of a field about one template; `time` is when WhatsApp told it. */
export const readTemplateChange = (value: JsonObject | undefined, time: Instant | undefined): WebhookFact => {
  const name = asText(value?.['message_template_name'])
  const language = asText(value?.['message_template_language'])
  if (value === undefined || name === undefined || language === undefined) return broken('It names no template.')
  return {
    kind: 'template_change',
    change: {
      templateId: asId(value['message_template_id']) ?? null,
      name,
      language,
      status: statusAfter.get(asText(value['event']) ?? '') ?? null,
      reason: reasonOf(value),
      category: asText(value['new_category']) ?? asText(value['message_template_category']) ?? null,
      at: time === undefined ? null : time + REST_OF_SECOND,
    },
  }
}

const reasonOf = (value: JsonObject): string | null => {
  const reason = asText(value['reason'])
  return reason === undefined || reason === 'NONE' ? (asText(asObject(value['other_info'])?.['title']) ?? null) : reason
}
