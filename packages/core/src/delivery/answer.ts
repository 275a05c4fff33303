import type { Instant } from '../instant.ts'
import type { LeadId } from '../lead/lead.ts'
import type { WhatsAppUpload } from '../media/media-file.ts'
import type { MessageError } from '../message/message.ts'
import type { Accepted, SendRefused, SendUnconfirmed } from '../ports/message-channel.ts'
import type { Claim } from '../ports/outbox.ts'
import type { UploadWish } from '../ports/whatsapp-uploads.ts'

/** A message that WhatsApp is being asked to take. */
export type Sending = Readonly<{
  claim: Claim
  /** Whose room it is; null if it was not looked up. */
  leadId: LeadId | null
  /** Sent to find out whether a paused number works again. */
  isProbe: boolean
  /** Whose id at WhatsApp, from an earlier upload, it names. */
  reused?: UploadWish | null
}>

/**
 * What became of it. `not_sent`: WhatsApp was not even asked, for `error`, or because the message is there already. `not_begun`: nor was it,
 * for nobody knows whether the claim was kept. `uploaded`: its file is at WhatsApp now, so that it can be sent. `put_off`: others have to
 * be uploaded before its file.
 */
export type Answer = Sending &
  Readonly<{
    said:
      | (Accepted & Readonly<{ type: 'accepted' }>)
      | SendRefused
      | SendUnconfirmed
      | Readonly<{ type: 'not_sent'; error: MessageError | null }>
      | Readonly<{ type: 'not_begun' }>
      | Readonly<{ type: 'uploaded'; upload: WhatsAppUpload }>
      | Readonly<{ type: 'put_off'; until: Instant }>
  }>

export const unconfirmedError = (reason: string): MessageError => ({
  code: 'unconfirmed',
  title: 'WhatsApp may or may not have taken the message',
  details: reason,
})
