import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { BytesTrouble } from '../faults/troubled-bytes.ts'
import type { Simulator } from '../simulator.ts'
import type { Failure } from '../webhooks/status-player.ts'
import { type GraphError, graphErrorBody } from './graph-error.ts'
import type { RecordedRequest } from './record-requests.ts'

/** What the Graph routes find on their context. */
export type GraphEnv = {
  Bindings: HttpBindings
  Variables: {
    simulator: Simulator
    record: RecordedRequest
    /** The request's JSON object; empty when there was none. */
    json: Record<string, unknown>
    /** Set by a fault: the message is accepted, then reported as failed. */
    failWith?: Failure
    /** Set by a fault: what goes wrong with the bytes of a file. */
    trouble?: BytesTrouble
  }
}

/** Answers with a refusal in Meta's form. */
export const refuse = (c: Context<GraphEnv>, error: GraphError): Response =>
  c.json(graphErrorBody(error), error.httpStatus as ContentfulStatusCode)
