import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A line to the database that can be cut. */
export type DatabaseLine = Readonly<{
  connectionString: string
  /** Breaks every connection and takes no new one. */
  cut: () => void
  /** Cuts once a connection has asked the database this, which the database still does, and nobody hears of it. */
  cutAfter: (asked: RegExp) => void
  mend: () => void
  close: () => void
}>

export const openDatabaseLine = async (connectionString: string): Promise<DatabaseLine> => {
  const target = new URL(connectionString)
  const clients = new Set<Socket>()
  let isCut = false
  let lastWords: RegExp | undefined
  const cut = () => {
    isCut = true
    lastWords = undefined
    for (const client of clients) client.destroy()
    clients.clear()
  }
  const server = createServer((client) => {
    if (isCut) return void client.destroy()
    const upstream = connect(Number(target.port), target.hostname)
    clients.add(client)
    let asked = ''
    client.on('data', (bytes) => {
      upstream.write(bytes)
      if (lastWords === undefined) return
      asked += bytes.toString('latin1')
      if (lastWords.test(asked)) cut()
    })
    upstream.pipe(client)
    // Ended, not destroyed: what was asked before still reaches the database.
    client.on('error', () => client.destroy()).on('close', () => upstream.end())
    upstream.on('error', () => client.destroy())
    return
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const line = new URL(connectionString)
  line.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    connectionString: line.href,
    cut,
    cutAfter: (words) => {
      lastWords = words
    },
    mend: () => {
      isCut = false
    },
    close: () => {
      cut()
      server.close()
    },
  }
}
