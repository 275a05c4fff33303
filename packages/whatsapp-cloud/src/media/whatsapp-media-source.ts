import type { MediaRefused, MediaSource } from '@boztell/core'
import type { GraphApi, UntrustedHost } from '../graph/graph-api.ts'
import type { GraphError } from '../graph/graph-error.ts'

export type WhatsAppMediaSource = MediaSource &
  Readonly<{
    /** Ends every download that is under way; whoever reads one gets an error. */
    giveUp: () => void
  }>

/** Files over WhatsApp's Graph API. */
export const createWhatsAppMediaSource = (graph: GraphApi): WhatsAppMediaSource => {
  const givingUp = new AbortController()
  return {
    open: ({ whatsappMediaId, phoneNumberId }) =>
      graph
        .mediaInfo(whatsappMediaId, phoneNumberId)
        .andThen(({ url, mimeType, sha256, size }) =>
          graph
            .downloadMedia(url, { signal: givingUp.signal })
            .map(({ body }) => ({ mimeType, sha256, size, content: body as AsyncIterable<Uint8Array> })),
        )
        .mapErr(refusal),
    giveUp: () => givingUp.abort(),
  }
}

const refusal = (error: GraphError | UntrustedHost): MediaRefused => ({
  type: 'media_refused',
  reason: reasonOf(error),
  retryAfter: error.type === 'refused' ? error.retryAfter : null,
})

const reasonOf = (error: GraphError | UntrustedHost): string => {
  switch (error.type) {
    case 'untrusted_host':
      return `WhatsApp names an address at ${error.host}, which is none of Meta's`
    case 'refused':
      return `${error.title} (${error.code ?? `HTTP ${error.httpStatus}`})`
    case 'not_sent':
    case 'ambiguous':
      return `WhatsApp gave no usable answer (${error.code}: ${error.reason})`
  }
}
