import type { MessageChannel, SendRefused, SendUnconfirmed } from '@boztell/core'
import { errAsync } from 'neverthrow'
import type { GraphApi } from '../graph/graph-api.ts'
import type { GraphError } from '../graph/graph-error.ts'
import { messageBody, type Unsendable } from './message-body.ts'

type Needs = Readonly<{
  graph: GraphApi
  /** The number that `check` asks for. */
  phoneNumberId: string
}>

/** The message channel over WhatsApp's Cloud API. */
export const createWhatsAppMessageChannel = ({ graph, phoneNumberId }: Needs): MessageChannel => ({
  send: (message) =>
    messageBody(message).match(
      (body) => graph.sendMessage(message.phoneNumberId, body).mapErr(sendError),
      (error) => errAsync(unsendable(error)),
    ),
  markRead: ({ phoneNumberId: number, waMessageId, typing }) =>
    graph.markRead(number, waMessageId, { typing }).mapErr(sendError),
  check: () =>
    graph
      .phoneNumberInfo(phoneNumberId)
      .mapErr((error) => ({ type: 'channel_unreachable', code: error.code === null ? 'unknown' : String(error.code) })),
})

const unsendable = ({ problem }: Unsendable): SendRefused => ({
  type: 'send_refused',
  action: 'fix',
  code: 'unsendable',
  title: 'The message cannot be sent',
  details: problem,
  retryAfter: null,
})

/** What WhatsApp, or its silence, says of a request. */
export const sendError = (error: GraphError): SendRefused | SendUnconfirmed => {
  switch (error.type) {
    case 'refused': {
      const { action, code, subcode, httpStatus, title, details, retryAfter } = error
      const refused = { type: 'send_refused', code: code ?? `http_${httpStatus}`, details, retryAfter } as const
      // The object that a send names in its path is our own number.
      if (code === 100 && subcode === 33) {
        return { ...refused, action: 'stop', title: 'The business number does not exist or the token may not use it' }
      }
      return { ...refused, action, title }
    }
    case 'not_sent':
      return {
        type: 'send_refused',
        action: 'retry',
        code: 'unreachable',
        title: 'WhatsApp could not be reached',
        details: `${error.code}: ${error.reason}`,
        retryAfter: null,
      }
    case 'ambiguous':
      return { type: 'send_unconfirmed', reason: `${error.code}: ${error.reason}` }
  }
}
