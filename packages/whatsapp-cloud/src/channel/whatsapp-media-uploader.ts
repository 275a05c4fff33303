import type { MediaUploader, SendRefused } from '@boztell/core'
import type { GraphApi } from '../graph/graph-api.ts'
import { sendError } from './whatsapp-message-channel.ts'

/** Uploads over WhatsApp's Cloud API. */
export const createWhatsAppMediaUploader = (graph: Pick<GraphApi, 'uploadMedia'>): MediaUploader => ({
  upload: ({ phoneNumberId, content, size, mimeType, filename }) =>
    graph.uploadMedia(phoneNumberId, { stream: content, size, mimeType, filename }).mapErr((error) => {
      const failed = sendError(error)
      return failed.type === 'send_refused' ? failed : unknownEnd(failed.reason)
    }),
})

const unknownEnd = (details: string): SendRefused => ({
  type: 'send_refused',
  action: 'retry',
  code: 'upload_broken_off',
  title: 'The upload of the file to WhatsApp broke off',
  details,
  retryAfter: null,
})
