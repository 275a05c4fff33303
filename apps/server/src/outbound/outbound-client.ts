import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector } from 'undici'
import { isPublicAddress, PrivateTarget, publicLookup } from './public-address.ts'

type Options = Readonly<{
  /** Also calls this machine and its network. */
  allowPrivate: boolean
  lookup?: LookupFunction
}>

export type OutboundRequest = Readonly<{
  url: string
  headers: Readonly<Record<string, string>>
  body: string | Buffer
}>

export type OutboundAnswer = Readonly<{ status: number } | { error: string }>

/** POSTs to addresses that users gave: to the internet only, once, without following redirects. */
export type OutboundClient = Readonly<{
  post: (request: OutboundRequest) => Promise<OutboundAnswer>
  close: () => Promise<void>
}>

const CONNECT_TIMEOUT = 5_000
const ANSWER_TIMEOUT = 10_000
/** Read so that the connection can be used again; what is longer ends it. */
const BODY_LIMIT = 16 * 1024

export const createOutboundClient = ({ allowPrivate, lookup = systemLookup }: Options): OutboundClient => {
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT,
    lookup: allowPrivate ? lookup : publicLookup(lookup),
  })
  const connectToPublic: buildConnector.connector = (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '')
    // Of an address nothing is looked up.
    if (isIP(host) !== 0 && !isPublicAddress(host)) return callback(new PrivateTarget(), null)
    return connect(options, callback)
  }
  const agent = new Agent({ connect: allowPrivate ? connect : connectToPublic, pipelining: 1, allowH2: false })

  return {
    post: async ({ url, headers, body }) => {
      try {
        const answer = await agent.request({
          ...originAndPath(url),
          method: 'POST',
          headers,
          body,
          signal: AbortSignal.timeout(ANSWER_TIMEOUT),
        })
        await answer.body.dump({ limit: BODY_LIMIT }).catch(() => {})
        return { status: answer.statusCode }
      } catch (error) {
        return { error: reasonOf(error) }
      }
    },
    close: () => agent.destroy(),
  }
}

const originAndPath = (url: string) => {
  const { origin, pathname, search } = new URL(url)
  return { origin, path: pathname + search }
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no answer in time'
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  return error.message.slice(0, 200)
}
