export const isMetaHost = (hostname: string): boolean =>
  hostname === 'graph.facebook.com' || hostname === 'lookaside.fbsbx.com' || hostname.endsWith('.fbcdn.net')

/** The address of a file, if the token may go there: the API's own origin, or a host of Meta over HTTPS at its usual port. */
export const trustedMediaUrl = (address: string, baseUrl: URL, relativeTo?: URL): URL | undefined => {
  const url = URL.parse(address, relativeTo)
  if (url === null || url.username !== '' || url.password !== '') return undefined
  if (url.origin === baseUrl.origin) return url
  return url.protocol === 'https:' && url.port === '' && isMetaHost(url.hostname) ? url : undefined
}
