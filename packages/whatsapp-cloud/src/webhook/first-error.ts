import type { JsonObject, MessageError } from '@boztell/core'
import { asId, asList, asObject, asText } from './loose-json.ts'

/** The first of an item's `errors`, as WhatsApp words it. */
export const firstError = (item: JsonObject): MessageError | null => {
  const error = asObject(asList(item['errors'])?.[0])
  if (error === undefined) return null
  const message = asText(error['message'])
  const code = error['code']
  return {
    code: typeof code === 'number' ? code : (asId(code) ?? 'unknown'),
    title: asText(error['title']) ?? message ?? 'WhatsApp gave no reason',
    details: asText(error['error_data']) ?? asText(asObject(error['error_data'])?.['details']) ?? message ?? null,
  }
}
