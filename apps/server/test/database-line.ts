import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** How slow a line is: each piece waits, and bytes take their time. */
export type Slowness = Readonly<{ latencyMs: number; bytesPerSecond: number }>

/** A line to the database that can be cut, and slowed down. */
export type DatabaseLine = Readonly<{
  connectionString: string
  /** Breaks every connection and takes no new one. */
  cut: () => void
  /**
   * Cuts once a connection has asked the database this, which it may still do or not, as on a real line; or, given an answer, once the
   * database has given it, which nobody hears.
   */
  cutAfter: (asked: RegExp, answered?: RegExp) => void
  mend: () => void
  /** Slows down every connection in both directions; 'stalled' lets nothing through, 'fast' everything. */
  pace: (pace: Slowness | 'stalled' | 'fast') => void
  /** New connections lead to this address. */
  redirect: (connectionString: string) => void
  close: () => void
}>

export const openDatabaseLine = async (connectionString: string): Promise<DatabaseLine> => {
  let target = new URL(connectionString)
  const clients = new Set<Socket>()
  const flows = new Set<Flow>()
  let isCut = false
  let lastWords: Readonly<{ asked: RegExp; answered?: RegExp | undefined }> | undefined
  let pace: Pace = 'fast'
  const cut = () => {
    isCut = true
    lastWords = undefined
    for (const client of clients) client.destroy()
    clients.clear()
  }
  const flowTo = (socket: Socket): Flow => {
    const flow = createFlow(socket, () => pace)
    flows.add(flow)
    socket.on('close', () => flows.delete(flow))
    return flow
  }
  const server = createServer((client) => {
    if (isCut) return void client.destroy()
    const upstream = connect(Number(target.port), target.hostname)
    clients.add(client)
    const there = flowTo(upstream)
    const back = flowTo(client)
    let asked = ''
    let unheard: string | undefined
    client.on('data', (bytes: Buffer) => {
      there.write(bytes)
      if (lastWords === undefined) return
      asked += bytes.toString('latin1')
      if (!lastWords.asked.test(asked)) return
      if (lastWords.answered === undefined) cut()
      else unheard ??= ''
    })
    upstream
      .on('data', (bytes: Buffer) => {
        if (unheard === undefined) return back.write(bytes)
        unheard += bytes.toString('latin1')
        if (lastWords?.answered?.test(unheard)) cut()
        return
      })
      .on('end', back.end)
    // Ended, not destroyed: what was asked before still reaches the database.
    client
      .on('error', () => client.destroy())
      .on('close', () => {
        clients.delete(client)
        there.end()
      })
    upstream.on('error', () => client.destroy())
    return
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const line = new URL(connectionString)
  line.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    connectionString: line.href,
    cut,
    cutAfter: (asked, answered) => {
      lastWords = { asked, answered }
    },
    mend: () => {
      isCut = false
      // A prepared statement's words go over the line once: what was not said by now may be said much later.
      lastWords = undefined
    },
    pace: (next) => {
      pace = next
      for (const flow of flows) flow.resume()
    },
    redirect: (address) => {
      target = new URL(address)
    },
    close: () => {
      cut()
      pace = 'fast'
      for (const flow of flows) flow.resume()
      server.close()
    },
  }
}

type Pace = Slowness | 'stalled' | 'fast'
type Flow = Readonly<{
  write: (bytes: Buffer) => void
  /** Ends the socket after all that was written. */
  end: () => void
  /** Looks at the pace again. */
  resume: () => void
}>

/** Hands pieces to `socket` in their order, each when the pace allows. */
const createFlow = (socket: Socket, paceNow: () => Pace): Flow => {
  const waiting: (Readonly<{ bytes: Buffer; at: number }> | 'end')[] = []
  let timer: NodeJS.Timeout | undefined
  let freeAt = 0

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    for (let piece = waiting[0]; piece !== undefined; piece = waiting[0]) {
      const pace = paceNow()
      if (pace === 'stalled') return
      if (piece !== 'end' && pace !== 'fast' && piece.at > performance.now()) {
        timer = setTimeout(flush, piece.at - performance.now())
        return
      }
      waiting.shift()
      if (piece === 'end') socket.end()
      else if (!socket.destroyed) socket.write(piece.bytes)
    }
  }
  const delayed = (bytes: Buffer): number => {
    const pace = paceNow()
    const now = performance.now()
    if (typeof pace === 'string') return now
    freeAt = Math.max(freeAt, now + pace.latencyMs) + (bytes.length * 1_000) / pace.bytesPerSecond
    return freeAt
  }
  return {
    write: (bytes) => {
      waiting.push({ bytes, at: delayed(bytes) })
      if (timer === undefined) flush()
    },
    end: () => {
      waiting.push('end')
      if (timer === undefined) flush()
    },
    resume: flush,
  }
}
