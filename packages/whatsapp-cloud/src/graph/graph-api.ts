import type { LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import type { Accepted, BusinessNumber, JsonObject } from '@boztell/core'
import { err, errAsync, ok, type Result, ResultAsync } from 'neverthrow'
import * as v from 'valibot'
import {
  mediaAnswer,
  type MediaInfo,
  phoneNumberAnswer,
  sendAnswer,
  type SubscribedApp,
  subscribedAppsAnswer,
  successAnswer,
  type TemplatePage,
  templatesAnswer,
  uploadAnswer,
} from './graph-answers.ts'
import { type AnswerHeaders, type GraphError, readRefusal } from './graph-error.ts'
import { createGraphTransport, type Deadlines, defaultDeadlines, type GraphRequest } from './graph-transport.ts'
import { trustedMediaUrl } from './media-host.ts'
import { multipartUpload, type UploadFile } from './multipart-upload.ts'

export type GraphApiConfig = Readonly<{
  /** `https://graph.facebook.com`, or where a simulator listens; without the version. */
  baseUrl: string
  /** `v26.0`. */
  version: string
  token: string
  deadlines?: Partial<Deadlines>
  /** Looks up the names of Meta's hosts, to refuse what they must not lead to; other hosts' are looked up by the system. */
  lookup?: LookupFunction
}>

/** A file on its way; `body` must be read to its end or destroyed. `size` is of this answer, in bytes. */
export type MediaDownload = Readonly<{ body: Readable; mimeType: string | null; size: number | null }>

/** The address is none of Meta's and not the API's own: the token does not go there, and nothing was asked. */
export type UntrustedHost = Readonly<{ type: 'untrusted_host'; host: string }>

type Answered<T> = ResultAsync<T, GraphError>

/** The Graph API as far as Boztell needs it. Every call asks once: whether to ask again is the caller's to decide. */
export interface GraphApi {
  /** `body` is a complete message of the Cloud API but for `messaging_product`. */
  sendMessage(phoneNumberId: string, body: JsonObject): Answered<Accepted>
  /** Marks this message and the earlier ones read; `typing` shows that somebody is writing, for 25 s at most. */
  markRead(phoneNumberId: string, waMessageId: string, options?: Readonly<{ typing?: boolean }>): Answered<void>
  /** Answers WhatsApp's media id, which lives 30 days. */
  uploadMedia(phoneNumberId: string, file: UploadFile): Answered<string>
  /** `phoneNumberId`, if given, must be the number that the file belongs to. */
  mediaInfo(mediaId: string, phoneNumberId?: string): Answered<MediaInfo>
  /** Takes the `url` of `mediaInfo`. */
  downloadMedia(
    url: string,
    options?: Readonly<{ signal?: AbortSignal }>,
  ): ResultAsync<MediaDownload, GraphError | UntrustedHost>
  deleteMedia(mediaId: string, phoneNumberId?: string): Answered<void>
  phoneNumberInfo(phoneNumberId: string): Answered<BusinessNumber>
  subscribedApps(businessAccountId: string): Answered<readonly SubscribedApp[]>
  /** Lets the token's app have the business account's webhooks. */
  subscribeApp(businessAccountId: string): Answered<void>
  unsubscribeApp(businessAccountId: string): Answered<void>
  /** A page; `after` is the `nextCursor` of the page before. */
  listTemplates(businessAccountId: string, page?: Readonly<{ after?: string; limit?: number }>): Answered<TemplatePage>
  /** Waits for what is under way and closes the connections. */
  close(): Promise<void>
}

const MAX_REDIRECTS = 3
const TEMPLATE_FIELDS = 'id,name,language,status,category,parameter_format,components,quality_score,rejected_reason'

export const createGraphApi = ({ baseUrl, version, token, deadlines, lookup }: GraphApiConfig): GraphApi => {
  const base = new URL(baseUrl)
  const limits = { ...defaultDeadlines, ...deadlines }
  const transport = createGraphTransport(limits, lookup)
  const authorized = { authorization: `Bearer ${token}`, accept: 'application/json', 'user-agent': 'boztell' }

  const at = (path: readonly string[], query: Readonly<Record<string, string | number | undefined>> = {}): URL => {
    const prefix = base.pathname.replace(/\/+$/, '')
    const url = new URL(`${prefix}/${[version, ...path].map(encodeURIComponent).join('/')}`, base)
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value))
    return url
  }

  const ask = <T>(
    schema: v.GenericSchema<unknown, T>,
    { headers, ...request }: Omit<GraphRequest, 'headers'> & Partial<Pick<GraphRequest, 'headers'>>,
    deadline = limits.answer,
  ): Answered<T> =>
    transport
      .ask({ ...request, headers: { ...authorized, ...headers } }, deadline)
      .andThen(({ httpStatus, headers, text }): Result<T, GraphError> => {
        const body = readJson(text)
        if (httpStatus < 200 || httpStatus > 299) return err(readRefusal(httpStatus, headers, body, Date.now()))
        const parsed = v.safeParse(schema, body)
        return parsed.success ? ok(parsed.output) : err(strangeAnswer(httpStatus, parsed.issues))
      })

  const get = <T>(schema: v.GenericSchema<unknown, T>, url: URL) => ask(schema, { method: 'GET', url })
  const change = (method: 'POST' | 'DELETE', url: URL): Answered<void> =>
    ask(successAnswer, { method, url }).map(() => undefined)
  const post = <T>(schema: v.GenericSchema<unknown, T>, url: URL, body: JsonObject): Answered<T> =>
    ask(schema, {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messaging_product: 'whatsapp', ...body }),
    })

  const download = (
    url: URL,
    signal: AbortSignal | undefined,
    redirects: number,
  ): ResultAsync<MediaDownload, GraphError | UntrustedHost> =>
    transport
      .stream({ method: 'GET', url, headers: { ...authorized, accept: '*/*' }, ...(signal && { signal }) })
      .andThen(({ httpStatus, headers, body }) => {
        if (httpStatus >= 200 && httpStatus <= 299) return ok({ body, ...describe(headers) })
        const location = headers['location']
        if (httpStatus >= 300 && httpStatus <= 399 && typeof location === 'string' && redirects < MAX_REDIRECTS) {
          body.destroy()
          const next = trustedMediaUrl(location, base, url)
          return next ? download(next, signal, redirects + 1) : err(untrustedHost(location))
        }
        return readRefusedBody(body).andThen((json) => err(readRefusal(httpStatus, headers, json, Date.now())))
      })

  return {
    sendMessage: (phoneNumberId, body) => post(sendAnswer, at([phoneNumberId, 'messages']), body),
    markRead: (phoneNumberId, waMessageId, { typing = false } = {}) =>
      post(successAnswer, at([phoneNumberId, 'messages']), {
        status: 'read',
        message_id: waMessageId,
        ...(typing && { typing_indicator: { type: 'text' } }),
      }).map(() => undefined),
    uploadMedia: (phoneNumberId, file) =>
      ask(uploadAnswer, { method: 'POST', url: at([phoneNumberId, 'media']), ...multipartUpload(file) }, limits.upload),
    mediaInfo: (mediaId, phoneNumberId) => get(mediaAnswer, at([mediaId], { phone_number_id: phoneNumberId })),
    downloadMedia: (address, { signal } = {}) => {
      const url = trustedMediaUrl(address, base)
      return url ? download(url, signal, 0) : errAsync(untrustedHost(address))
    },
    deleteMedia: (mediaId, phoneNumberId) => change('DELETE', at([mediaId], { phone_number_id: phoneNumberId })),
    phoneNumberInfo: (phoneNumberId) =>
      get(phoneNumberAnswer, at([phoneNumberId], { fields: 'id,display_phone_number,verified_name,quality_rating' })),
    subscribedApps: (businessAccountId) => get(subscribedAppsAnswer, at([businessAccountId, 'subscribed_apps'])),
    subscribeApp: (businessAccountId) => change('POST', at([businessAccountId, 'subscribed_apps'])),
    unsubscribeApp: (businessAccountId) => change('DELETE', at([businessAccountId, 'subscribed_apps'])),
    listTemplates: (businessAccountId, { after, limit } = {}) =>
      get(templatesAnswer, at([businessAccountId, 'message_templates'], { fields: TEMPLATE_FIELDS, after, limit })),
    close: () => transport.close(),
  }
}

const readJson = (text: string): unknown => {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson()), text)
  return parsed.success ? parsed.output : undefined
}

const readRefusedBody = (body: Readable & { text(): Promise<string> }): ResultAsync<unknown, never> =>
  ResultAsync.fromSafePromise(body.text().then(readJson, () => undefined))

/** A success that says something else: what was asked for may well have been done. */
const strangeAnswer = (httpStatus: number, issues: readonly v.BaseIssue<unknown>[]): GraphError => ({
  type: 'ambiguous',
  code: 'strange_answer',
  reason: `HTTP ${httpStatus} with an answer that can't be read: ${issues[0]?.message ?? 'unknown'}`,
})

const untrustedHost = (address: string): UntrustedHost => ({
  type: 'untrusted_host',
  host: URL.parse(address)?.host ?? '',
})

const describe = (headers: AnswerHeaders): Omit<MediaDownload, 'body'> => {
  const type = headers['content-type']
  const length = Number(headers['content-length'] ?? Number.NaN)
  return { mimeType: typeof type === 'string' ? type : null, size: Number.isSafeInteger(length) ? length : null }
}
