import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A line to a server that can be cut. */
export type Line = Readonly<{
  url: string
  /** Breaks every connection, at once and without a goodbye; answers how many there were. */
  cut: () => number
  /** Breaks the next connection once so many bytes have come back through it. */
  cutAfter: (bytes: number) => void
  /** Whether new connections get through. */
  setOpen: (open: boolean) => void
  close: () => Promise<void>
}>

export const openLine = async (target: string): Promise<Line> => {
  const { hostname, port } = new URL(target)
  const clients = new Set<Socket>()
  let isOpen = true
  let allowance: number | undefined
  const server = createServer((client) => {
    if (!isOpen) return client.destroy()
    const upstream = connect(Number(port), hostname)
    clients.add(client)
    let left = allowance ?? Number.POSITIVE_INFINITY
    allowance = undefined
    upstream.on('data', (bytes) => {
      left -= bytes.length
      if (left < 0) client.resetAndDestroy()
      else client.write(bytes)
    })
    client.pipe(upstream)
    client.on('close', () => {
      clients.delete(client)
      upstream.destroy()
    })
    upstream.on('close', () => client.destroy())
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy())
    return client
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    const count = clients.size
    for (const client of clients) client.resetAndDestroy()
    return count
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    cutAfter: (bytes) => (allowance = bytes),
    setOpen: (open) => (isOpen = open),
    close: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
