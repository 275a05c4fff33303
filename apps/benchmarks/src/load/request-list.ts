/** Complete HTTP requests, made before the clock starts. */
export type RequestList = Readonly<{ count: number; at: (index: number) => Uint8Array }>

const SLAB = 16 * 1024 * 1024

/** Keeps what `make` writes for each index in a few large pieces of memory that the garbage collector does not look into. */
export const buildRequests = (count: number, make: (index: number) => string): RequestList => {
  const slabs: Buffer[] = []
  const places = new Float64Array(count)
  const sizes = new Uint32Array(count)
  let used = SLAB
  for (let index = 0; index < count; index += 1) {
    const text = make(index)
    const most = text.length * 3
    if (used + most > SLAB) {
      slabs.push(Buffer.allocUnsafeSlow(Math.max(SLAB, most)))
      used = 0
    }
    places[index] = (slabs.length - 1) * SLAB + used
    const size = slabs.at(-1)?.write(text, used) ?? 0
    sizes[index] = size
    used += size
  }
  return {
    count,
    at: (index) => {
      const place = places[index] ?? 0
      const start = place % SLAB
      const slab = slabs[Math.floor(place / SLAB)] ?? Buffer.alloc(0)
      return slab.subarray(start, start + (sizes[index] ?? 0))
    },
  }
}

/** The text of a request; `headers` as `Name: value` lines. */
export const httpRequest = (
  method: 'GET' | 'POST',
  path: string,
  host: string,
  headers: readonly string[],
  body = '',
): string => {
  const length = method === 'POST' ? [`Content-Length: ${Buffer.byteLength(body)}`] : []
  return [`${method} ${path} HTTP/1.1`, `Host: ${host}`, ...headers, ...length, '', body].join('\r\n')
}
