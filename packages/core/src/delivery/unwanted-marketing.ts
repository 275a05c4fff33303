import { ok, okAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { OwnNumber } from '../lead/business-number.ts'
import type { Lead } from '../lead/lead.ts'
import type { Message, MessageError, MessageId } from '../message/message.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import { isMarketing } from '../template/template.ts'

type Outgoing = Readonly<{ message: Message | undefined; phoneNumberId: string; lead: Lead | undefined }>

export const marketingUnwanted: MessageError = {
  code: 'marketing_opted_out',
  title: 'The customer has opted out of marketing messages',
  details: null,
}

/** The marketing templates to customers who have opted out meanwhile. Costs nothing where nobody has. */
export const unwantedMarketing = (stores: Stores, numbers: readonly OwnNumber[], outgoing: readonly Outgoing[]) => {
  const risky = outgoing.flatMap(({ message, phoneNumberId, lead }) =>
    message?.content.type === 'template' && lead?.marketingOptOut === true
      ? { id: message.id, template: message.content.data, phoneNumberId }
      : [],
  )
  if (risky.length === 0) return okAsync<ReadonlySet<MessageId>, Unavailable>(new Set())
  return safeTry<ReadonlySet<MessageId>, Unavailable>(async function* () {
    const unwanted = new Set<MessageId>()
    for (const { phoneNumberId, businessAccountId } of numbers) {
      const ofNumber = risky.filter((one) => one.phoneNumberId === phoneNumberId)
      if (ofNumber.length === 0) continue
      const names = [...new Set(ofNumber.map(({ template }) => template.name))]
      const { templates } = yield* await stores.templates.named(businessAccountId, names)
      for (const { id, template } of ofNumber) {
        const { name, language } = template
        if (templates.some((one) => one.name === name && one.language === language.code && isMarketing(one)))
          unwanted.add(id)
      }
    }
    return ok(unwanted)
  })
}
