import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { S3Location } from '../src/s3-client.ts'

const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }

/** A server of S3 with a bucket; `at` is a place in it that is empty. Only a strict one checks signatures. */
export const startS3 = async ({ strict = false } = {}) => {
  const directory = await mkdtemp(join(tmpdir(), 'boztell-s3-'))
  const program = fileURLToPath(import.meta.resolve('./s3-server.ts'))
  // It enciphers where a page of a list ended, as was usual once.
  const options = ['--openssl-legacy-provider', program, directory, strict ? 'strict' : 'lenient']
  const server = spawn(process.execPath, options, { stdio: ['pipe', 'pipe', 'inherit'] })
  const [port] = (await once(server.stdout, 'data')) as [Buffer]
  const endpoint = `http://127.0.0.1:${port.toString().trim()}`
  return {
    endpoint,
    at: (given: Partial<S3Location> = {}): S3Location => ({
      bucket: 'media',
      prefix: crypto.randomUUID(),
      region: 'us-east-1',
      endpoint,
      pathStyle: true,
      credentials,
      ...given,
    }),
    stop: async () => {
      server.stdin.end()
      await once(server, 'exit')
      await rm(directory, { recursive: true })
    },
  }
}

/** Stands between the client and the server, and lets `meddle` take a request over by answering true. */
export const startMeddler = async (
  target: string,
  meddle: (incoming: IncomingMessage, response: ServerResponse, passOn: () => void) => void,
) => {
  const seen: IncomingMessage[] = []
  const server: Server = createServer((incoming, response) => {
    seen.push(incoming)
    meddle(incoming, response, () => {
      const { method, url, headers } = incoming
      const onwards = request(`${target}${url}`, { method: method ?? 'GET', headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
      })
      onwards.on('error', () => response.destroy())
      incoming.on('close', () => {
        if (!incoming.complete) onwards.destroy()
      })
      incoming.pipe(onwards)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    seen,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  }
}
