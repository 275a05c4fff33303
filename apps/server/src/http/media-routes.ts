import {
  mediaIdSchema,
  type MediaStorage,
  mediaVariantSchema,
  notFound,
  type ServedMedia,
  type SignMediaUrl,
  userIdSchema,
  type ViewMedia,
  type ViewSignedMedia,
} from '@boztell/core'
import { type Context, Hono } from 'hono'
import * as v from 'valibot'
import { byteRange } from './byte-range.ts'
import { originOf } from './client-address.ts'
import { jsonBody } from './json-body.ts'
import { isNotModified, mayBeInParts, mediaHeaders } from './media-headers.ts'
import { describe, documented } from './openapi/operation.ts'
import { pathId } from './path-id.ts'
import { problem, refuse } from './problem.ts'
import { query } from './query.ts'
import type { RequestContext, SignedInContext } from './request-context.ts'
import type { SignedIn } from './signed-in.ts'
import { time, timeOf } from './views/time.ts'

export type MediaUseCases = Readonly<{
  viewMedia: ViewMedia
  viewSignedMedia: ViewSignedMedia
  signMediaUrl: SignMediaUrl
}>

const tag = 'Media'
const mediaId = pathId('id', mediaIdSchema, 'media')
const variant = v.optional(mediaVariantSchema, 'original')
const seconds = v.pipe(v.string(), v.regex(/^\d{1,12}$/, 'must be seconds since 1970'), v.transform(Number))
/** The last three come together, from a signed address. */
const mediaQuery = v.pipe(
  v.strictObject({
    variant,
    user: v.optional(userIdSchema),
    expires: v.optional(seconds),
    signature: v.optional(v.pipe(v.string(), v.maxLength(200))),
  }),
  v.transform(({ variant: wanted, user, expires, signature = '' }) => ({
    variant: wanted,
    grant: user === undefined || expires === undefined ? null : { userId: user, expiresAt: expires * 1_000, signature },
  })),
)

export const mediaRoutes = (
  { viewMedia, viewSignedMedia, signMediaUrl }: MediaUseCases,
  storage: Pick<MediaStorage, 'get'>,
  signedIn: SignedIn,
) =>
  new Hono<RequestContext>()
    .get(
      '/media/:id',
      describe({
        tag,
        summary: 'The bytes of a file, by a token or by a signed address',
        answers: { 200: 'application/octet-stream', 206: 'application/octet-stream', 304: null, 416: null },
      }),
      unlessSigned(signedIn),
      query(mediaQuery),
      mediaId,
      async (c) => {
        const { variant: wanted, grant } = c.req.valid('query')
        const wish = { mediaId: c.req.valid('param').id, variant: wanted, origin: originOf(c) }
        const found = await (grant
          ? viewSignedMedia({ ...wish, ...grant })
          : viewMedia({ ...wish, viewer: c.var.viewer }))
        return found.isErr() ? problem(c, found.error) : serve(c, storage, found.value)
      },
    )
    .post(
      '/media/:id/url',
      describe({
        tag,
        summary: 'A short-lived address for <img>, <audio> and <video>, which send no token',
        answers: { 200: v.object({ url: v.string(), expires_at: time }) },
      }),
      signedIn,
      jsonBody(v.strictObject({ variant }), { mayBeMissing: true }),
      mediaId,
      (c) =>
        signMediaUrl({
          viewer: c.var.viewer,
          mediaId: c.req.valid('param').id,
          variant: c.req.valid('json').variant,
          origin: originOf(c),
        }).match(({ userId, expiresAt, signature, ...grant }) => {
          const search = new URLSearchParams({ user: userId, expires: String(expiresAt / 1_000), signature })
          if (grant.variant !== 'original') search.set('variant', grant.variant)
          return c.json({ url: `/media/${grant.mediaId}?${search.toString()}`, expires_at: timeOf(expiresAt) }, 200)
        }, refuse(c)),
    )

/** Whoever shows all parts of a signed address need show no token. */
const unlessSigned = (signedIn: SignedIn): SignedIn =>
  documented({ signedIn: true }, (c, next) =>
    ['user', 'expires', 'signature'].every((name) => c.req.query(name) !== undefined) ? next() : signedIn(c, next),
  )

const serve = async (
  c: Context<SignedInContext>,
  storage: Pick<MediaStorage, 'get'>,
  media: ServedMedia,
): Promise<Response> => {
  const headers = mediaHeaders(media)
  const asked = {
    ifNoneMatch: c.req.header('if-none-match'),
    ifModifiedSince: c.req.header('if-modified-since'),
    ifRange: c.req.header('if-range'),
  }
  if (isNotModified(asked, headers)) {
    const { ETag, 'Last-Modified': modified, 'Cache-Control': cached } = headers
    return c.body(null, 304, { ETag, 'Last-Modified': modified, 'Cache-Control': cached })
  }
  const whole = await storage.get(media.key)
  if (whole.isErr()) return problem(c, whole.error)
  if (whole.value === undefined) {
    c.var.log().error({ key: media.key }, 'a file is missing in the storage: see `media verify`')
    return problem(c, notFound('media', c.req.param('id') ?? ''))
  }
  const { size, content } = whole.value
  const range = mayBeInParts(asked, headers) ? byteRange(c.req.header('range'), size) : undefined
  if (range === null) return c.body(null, 416, { 'Content-Range': `bytes */${size}`, 'Accept-Ranges': 'bytes' })
  if (range === undefined) return c.body(stream(content), 200, { ...headers, 'Content-Length': String(size) })
  const part = await storage.get(media.key, range)
  if (part.isErr()) return problem(c, part.error)
  return c.body(stream(part.value?.content ?? content), 206, {
    ...headers,
    'Content-Range': `bytes ${range.first}-${range.last}/${size}`,
    'Content-Length': String(range.last - range.first + 1),
  })
}

/** Nothing is read before somebody takes it: no answer to HEAD opens a file. */
const stream = (content: AsyncIterable<Uint8Array>): ReadableStream => ReadableStream.from(content)
