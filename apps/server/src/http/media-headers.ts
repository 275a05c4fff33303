import type { ServedMedia } from '@boztell/core'

/** What a browser shows and can't run. */
const shown: ReadonlySet<string> = new Set([
  ...['image/jpeg', 'image/png', 'image/gif', 'image/webp'],
  ...['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg', 'audio/wav'],
  ...['video/mp4', 'video/3gpp', 'video/webm', 'video/quicktime'],
])
const bareType = (type: string): string => type.replace(/;.*/, '')

/** Everything but what depends on the part that is asked for. */
export const mediaHeaders = ({ mimeType, filename, version, storedAt }: ServedMedia) => {
  const type = mimeType ?? 'application/octet-stream'
  return {
    'Content-Type': type === 'text/plain' ? 'text/plain; charset=utf-8' : type,
    'Content-Disposition': disposition(shown.has(bareType(type)) ? 'inline' : 'attachment', filename),
    // Kept by one browser only, which asks each time whether it may still show it.
    'Cache-Control': 'private, no-cache',
    ETag: `"${version}"`,
    'Last-Modified': new Date(storedAt).toUTCString(),
    'Accept-Ranges': 'bytes',
    'X-Content-Type-Options': 'nosniff',
    // Opened by itself it is a page of nobody's, which loads nothing else.
    'Content-Security-Policy':
      "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'",
  }
}

/** A name in ASCII for old readers, and the real one as RFC 8187 writes it. */
const disposition = (kind: 'inline' | 'attachment', filename: string | null): string => {
  if (filename === null) return kind
  const ascii = filename.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const exact = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${exact}`
}

type Asked = Readonly<Record<'ifNoneMatch' | 'ifModifiedSince' | 'ifRange', string | undefined>>
type Told = Pick<ReturnType<typeof mediaHeaders>, 'ETag' | 'Last-Modified'>

/** Whether who asks has it already (RFC 9110, 13.1). */
export const isNotModified = ({ ifNoneMatch, ifModifiedSince }: Asked, told: Told): boolean => {
  if (ifNoneMatch !== undefined)
    return (
      ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === told.ETag)
    )
  const since = Date.parse(ifModifiedSince ?? '')
  return Date.parse(told['Last-Modified']) <= since
}

/** Whether the part that is asked for belongs to what the browser has of it already. */
export const mayBeInParts = ({ ifRange }: Asked, told: Told): boolean =>
  ifRange === undefined || ifRange.trim() === told.ETag || ifRange.trim() === told['Last-Modified']
