import type { TemplateSource, ToldTemplate, WhatsAppUnreachable } from '@boztell/core'
import { whatsappUnreachable } from '@boztell/core'
import { err, ok, ResultAsync, type Result } from 'neverthrow'
import type { GraphApi } from '../graph/graph-api.ts'
import type { GraphError } from '../graph/graph-error.ts'

const PAGE = 100
/** An account may have some thousand templates; whoever gives more goes round in circles. */
const MAX_PAGES = 200

/** The templates over WhatsApp's Graph API, page by page. */
export const createWhatsAppTemplateSource = (graph: GraphApi): TemplateSource => {
  const read = async (businessAccountId: string): Promise<Result<readonly ToldTemplate[], WhatsAppUnreachable>> => {
    const templates = new Map<string, ToldTemplate>()
    let after: string | undefined
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const told = await graph.listTemplates(businessAccountId, { limit: PAGE, ...(after !== undefined && { after }) })
      if (told.isErr()) return err(whatsappUnreachable(reasonOf(told.error)))
      const { data, nextCursor } = told.value
      // A list that changes while it is read may show one twice.
      for (const template of data) templates.set(`${template.name} ${template.language}`, template)
      if (nextCursor === null) return ok([...templates.values()])
      after = nextCursor
    }
    return err(whatsappUnreachable('WhatsApp lists templates without end'))
  }
  return { list: (businessAccountId) => new ResultAsync(read(businessAccountId)) }
}

const reasonOf = (error: GraphError): string => {
  switch (error.type) {
    case 'refused':
      return `${error.title} (${error.code ?? `HTTP ${error.httpStatus}`})`
    case 'not_sent':
      return 'WhatsApp could not be reached'
    case 'ambiguous':
      return `WhatsApp gave no usable answer (${error.code})`
  }
}
