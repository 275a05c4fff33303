import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from 'node:net'

type Running = Readonly<{ url: string; stop(): Promise<void> }>

const running = (server: Server, closeAll: () => void): Promise<Running> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        stop: () =>
          new Promise((stopped) => {
            server.close(() => stopped())
            closeAll()
          }),
      }),
    ),
  )

export const startHttpServer = (listener: RequestListener): Promise<Running> => {
  const server = createServer(listener)
  return running(server, () => server.closeAllConnections())
}

/** A server that speaks below HTTP. */
export const startSocketServer = (onConnection: (socket: Socket) => void): Promise<Running> => {
  const sockets = new Set<Socket>()
  const server = createSocketServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
    onConnection(socket)
  })
  return running(server, () => sockets.forEach((socket) => socket.destroy()))
}

/** A request that breaks off has no body. */
export const bodyOf = (request: IncomingMessage, then: (body: Buffer) => void): void => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => then(Buffer.concat(chunks)))
}
