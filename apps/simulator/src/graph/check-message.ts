import type { Customer } from '../customers/customer-book.ts'
import { businessDigits, type Settings } from '../settings.ts'
import type { Simulator } from '../simulator.ts'
import { checkTemplate } from './check-template.ts'
import { type GraphError, graphError } from './graph-error.ts'
import { type MediaKind, misfit } from './media-limits.ts'
import type { MessageBody } from './message-body.ts'

const day = 24 * 60 * 60 * 1000

/** The digits a `to` reaches: without `+`, the business's country code is prepended unless it is there. */
const reachedDigits = (settings: Settings, to: string): string => {
  const digits = to.replace(/\D/g, '')
  return to.includes('+') || digits.startsWith(settings.countryCode) ? digits : `${settings.countryCode}${digits}`
}

/** Where a message goes; `to` wins when there is a `recipient` too. */
export const addressOf = (
  settings: Settings,
  body: MessageBody,
): Readonly<{ address: string; by: 'phone' | 'user_id' }> =>
  body.to === undefined
    ? { address: body.recipient ?? '', by: 'user_id' }
    : { address: reachedDigits(settings, body.to), by: 'phone' }

type MediaUse = Readonly<{ kind: MediaKind; id: string | undefined; voice: boolean }>

const mediaKinds = ['image', 'video', 'document'] as const

const mediaUses = (body: MessageBody): MediaUse[] => {
  const use = (kind: MediaKind, node: { id?: string | undefined; voice?: boolean | undefined }): MediaUse => ({
    kind,
    id: node.id,
    voice: node.voice === true,
  })
  if (body.type === 'image') return [use('image', body.image)]
  if (body.type === 'video') return [use('video', body.video)]
  if (body.type === 'audio') return [use('audio', body.audio)]
  if (body.type === 'sticker') return [use('sticker', body.sticker)]
  if (body.type === 'document') return [use('document', body.document)]
  const holders: unknown[] =
    body.type === 'interactive' && 'header' in body.interactive
      ? [body.interactive.header]
      : body.type === 'template'
        ? (body.template.components ?? []).flatMap(({ parameters = [] }): unknown[] => parameters)
        : []
  return holders.flatMap((holder) =>
    mediaKinds.flatMap((kind) => {
      const node = (holder as Record<string, { id?: string } | undefined> | undefined)?.[kind]
      return node ? [use(kind, node)] : []
    }),
  )
}

const checkMedia = ({ media }: Simulator, body: MessageBody): GraphError | undefined => {
  for (const { kind, id, voice } of mediaUses(body)) {
    if (id === undefined) continue
    const held = media.find(id)
    if (!held) return graphError(131009, `Media with id ${id} does not exist or has expired.`)
    const problem = misfit(kind, held.mimeType)
    if (problem !== undefined) return graphError(131053, problem)
    if (voice && !held.mimeType.startsWith('audio/ogg')) {
      return graphError(131053, 'A voice message must be audio/ogg with the opus codec.')
    }
  }
  return undefined
}

/** Whether the customer wrote within 24 hours; a customer the simulator never heard from gets the benefit of the doubt. */
const isWindowOpen = ({ clock }: Simulator, { lastInboundAt }: Customer): boolean =>
  lastInboundAt === null || clock.now().getTime() - Date.parse(lastInboundAt) < day

/** Why a closed window refuses this message; templates pass. */
export const closedWindow = (simulator: Simulator, body: MessageBody, customer: Customer | undefined) =>
  body.type === 'template' || !customer || isWindowOpen(simulator, customer)
    ? undefined
    : graphError(
        131047,
        'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
      )

/** Whether a marketing template goes to somebody who asked for no more. */
const unwantedMarketing = ({ templates }: Simulator, body: MessageBody, customer: Customer | undefined) => {
  if (body.type !== 'template' || customer?.marketingStopped !== true) return undefined
  const { name, language } = body.template
  const template = templates.find((one) => one.name === name && one.language === language.code)
  return template?.category === 'MARKETING' ? graphError(131050) : undefined
}

/** What is wrong with a send that has the right form. */
export const checkMessage = (simulator: Simulator, body: MessageBody): GraphError | undefined => {
  const { settings, templates, customers } = simulator
  const { address, by } = addressOf(settings, body)
  const customer = customers.find(address)
  if (by === 'phone' && address === businessDigits(settings)) return graphError(131021)
  const allowed = settings.allowedRecipients
  if (allowed && !allowed.includes(customer?.waId ?? address)) {
    return graphError(
      131030,
      'Recipient phone number not in allowed list: add it to the recipients of the test number.',
    )
  }
  return (
    checkMedia(simulator, body) ??
    (body.type === 'template' ? checkTemplate(templates, body.template, by === 'phone') : undefined) ??
    unwantedMarketing(simulator, body, customer) ??
    (settings.closedWindow === 'response' ? closedWindow(simulator, body, customer) : undefined)
  )
}
