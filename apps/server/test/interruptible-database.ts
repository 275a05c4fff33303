import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type InterruptibleDatabase = Readonly<{
  connectionString: string
  /** Breaks every connection and takes no new one. */
  interrupt: () => void
  /** Interrupts as soon as the database was asked this, so that it does it and nobody hears of it. */
  interruptAt: (query: string) => void
  restore: () => void
  close: () => Promise<void>
}>

/** A way to a database that a test can cut, and nobody else notices. */
export const interruptibleDatabase = async (connectionString: string): Promise<InterruptibleDatabase> => {
  const target = new URL(connectionString)
  const sockets = new Set<Socket>()
  let open = true
  let lastQuery: string | undefined
  const interrupt = () => {
    open = false
    lastQuery = undefined
    for (const socket of sockets) socket.destroy()
  }
  const server = createServer((incoming) => {
    if (!open) return incoming.destroy()
    const outgoing = connect(Number(target.port || 5432), target.hostname)
    sockets.add(incoming)
    incoming.on('data', (asked) => {
      outgoing.write(asked)
      if (lastQuery !== undefined && asked.includes(lastQuery)) interrupt()
    })
    outgoing.pipe(incoming)
    incoming.on('error', () => incoming.destroy())
    outgoing.on('error', () => incoming.destroy())
    // Ended, not destroyed: what was asked before still reaches the database.
    incoming.on('close', () => {
      sockets.delete(incoming)
      outgoing.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const through = new URL(connectionString)
  through.hostname = '127.0.0.1'
  through.port = String((server.address() as AddressInfo).port)
  return {
    connectionString: through.href,
    interrupt,
    interruptAt: (query) => {
      lastQuery = query
    },
    restore: () => {
      open = true
    },
    close: () => {
      interrupt()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
