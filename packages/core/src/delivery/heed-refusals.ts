import { ok, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { Instant } from '../instant.ts'
import type { OwnNumber } from '../lead/business-number.ts'
import { OPTED_OUT, withMarketingChoice } from '../lead/marketing-choice.ts'
import type { Message, MessageId } from '../message/message.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import { tellRoomsOfLeads } from '../room/tell-rooms-of-leads.ts'
import { changeTemplates } from '../template/change-templates.ts'
import type { TemplateChange } from '../template/template-change.ts'
import type { Answer } from './answer.ts'

const statusOfTemplate = new Map<number | string, string>([
  [132015, 'PAUSED'],
  [132016, 'DISABLED'],
])

/** Keeps what refusals tell beyond their own message: that the customer wants no marketing, that the template is paused or disabled. */
export const heedRefusals = (
  stores: Stores,
  numbers: readonly OwnNumber[],
  answers: readonly Answer[],
  messages: ReadonlyMap<MessageId, Message>,
  now: Instant,
) =>
  safeTry<void, Unavailable>(async function* () {
    const optedOut = answers.flatMap((answer) => (codeOf(answer) === OPTED_OUT ? (answer.leadId ?? []) : []))
    if (optedOut.length > 0) {
      const leads = yield* await stores.leads.lock([...new Set(optedOut)])
      const after = leads.map((lead) => withMarketingChoice(lead, { optOut: true, at: now }))
      yield* await stores.leads.save(after.map((lead) => ({ ...lead, updatedAt: now })))
      yield* await tellRoomsOfLeads(stores, numbers, optedOut, now)
    }
    const accounts = new Map(numbers.map(({ phoneNumberId, businessAccountId }) => [phoneNumberId, businessAccountId]))
    const stopped = answers.flatMap((answer) => {
      const change = changeOf(answer, messages.get(answer.claim.messageId), now)
      const account = accounts.get(answer.claim.phoneNumberId)
      return change === null || account === undefined ? [] : [{ change, account }]
    })
    for (const account of [...new Set(stopped.map((one) => one.account))].toSorted()) {
      const changes = stopped.flatMap((one) => (one.account === account ? one.change : []))
      yield* await changeTemplates(stores, account, changes, now)
    }
    return ok(undefined)
  })

const codeOf = ({ said }: Answer): number | string | null => (said.type === 'send_refused' ? said.code : null)

const changeOf = (answer: Answer, message: Message | undefined, at: Instant): TemplateChange | null => {
  const status = statusOfTemplate.get(codeOf(answer) ?? '')
  if (status === undefined || message?.content.type !== 'template') return null
  const { name, language } = message.content.data
  return { templateId: null, name, language: language.code, status, reason: null, category: null, at }
}
