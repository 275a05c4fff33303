import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'
import { createGraphApi, type Deadlines } from '../src/index.ts'
import { bodyOf, startHttpServer } from './start-http-server.ts'

type Asked = Readonly<{ method: string; url: string; headers: IncomingMessage['headers']; body: string }>

/** A client of the API at `baseUrl`, closed with the test. */
export const graphAt = (baseUrl: string, deadlines: Partial<Deadlines> = {}) => {
  const graph = createGraphApi({ baseUrl, version: 'v26.0', token: 'secret-token', deadlines })
  onTestFinished(() => graph.close())
  return graph
}

/** The address of a server that lives as long as the test. */
export const listen = async (listener: RequestListener) => {
  const server = await startHttpServer(listener)
  onTestFinished(() => server.stop())
  return server.url
}

export const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** A Graph API that always gives this answer, and what it was asked. */
export const answering = async (status: number, body: unknown, headers?: Record<string, string>) => {
  const asked: Asked[] = []
  const url = await listen((request, response) => {
    bodyOf(request, (bytes) => {
      asked.push({
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: bytes.toString(),
      })
      json(response, status, body, headers)
    })
  })
  return { graph: graphAt(url), asked, url }
}
