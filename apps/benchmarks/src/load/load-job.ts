import type { Traffic } from '../ingest/traffic.ts'
import type { LoadResult, LoadShape } from './run-load.ts'

/** What the load process is asked to send. `target` is the server's address. */
export type LoadJob = Readonly<{ target: string; shape: LoadShape }> &
  (
    | Readonly<{ kind: 'webhooks'; traffic: Traffic; count: number; perPost: number }>
    /** One text to each of the rooms in turn, `count` in all. */
    | Readonly<{ kind: 'sends'; token: string; userId: string; roomIds: readonly string[]; count: number }>
    | Readonly<{ kind: 'gets'; token: string; paths: readonly string[] }>
  )

export type LoadReport = LoadResult &
  Readonly<{
    /** Of the bodies sent. */
    bodyBytes: number
    /** The messages that were answered 202, each with the moment (`sharedNow`) of the answer. */
    accepted: readonly Readonly<{ id: string; roomId: string; at: number }>[]
  }>
