import { setTimeout as sleep } from 'node:timers/promises'
import { type HttpConnection, openConnection } from './http-connection.ts'
import { type Latency, latencyOf } from './latency.ts'
import type { RequestList } from './request-list.ts'

/** `closed`: each connection sends its next request when it has the answer. `open`: `rate` requests a second, answered or not. */
export type LoadShape = Readonly<{
  connections: number
  seconds: number
  /** Not counted, but sent. */
  warmUpSeconds: number
}> &
  (Readonly<{ loop: 'closed' }> | Readonly<{ loop: 'open'; rate: number }>)

export type LoadResult = Readonly<{
  /** Requests answered with success in the end; they are the first ones of the list. */
  sent: number
  bytes: number
  /** How many were refused at first, by status, and sent again later. */
  refused: Readonly<Record<string, number>>
  /** Of the measured time. */
  seconds: number
  perSecond: number
  latency: Latency
  /** Of a core, used by the load generator while it measured. */
  loadCpu: number
}>

const AGAIN_ATTEMPTS = 50
const AGAIN_PAUSE = 100
const TICK = 1

type Success = (index: number, body: Buffer) => void

/** Sends the requests of the list in order, and at the end those again that were refused, as WhatsApp does. */
export const runLoad = async (
  target: URL,
  requests: RequestList,
  shape: LoadShape,
  onSuccess: Success = () => {},
): Promise<LoadResult> => {
  const startedAt = new Float64Array(requests.count)
  const endedAt = new Float64Array(requests.count)
  const refusedIndexes: number[] = []
  const refused: Record<string, number> = {}
  const broken = Promise.withResolvers<never>()
  broken.promise.catch(() => {})
  const connections = await Promise.all(
    Array.from({ length: shape.connections }, () =>
      openConnection(target, (reason) => broken.reject(new Error(reason))),
    ),
  )

  let next = 0
  let pending = 0
  const done = Promise.withResolvers<void>()
  const ask = (connection: HttpConnection, index: number, start: number, then: () => void) => {
    startedAt[index] = start
    pending += 1
    connection.send(requests.at(index), (status, body) => {
      endedAt[index] = performance.now()
      pending -= 1
      if (status >= 200 && status < 300) onSuccess(index, body)
      else {
        refusedIndexes.push(index)
        refused[status] = (refused[status] ?? 0) + 1
      }
      then()
    })
  }

  const start = performance.now()
  const measureFrom = start + shape.warmUpSeconds * 1_000
  const stopAt = measureFrom + shape.seconds * 1_000
  const cpuAtStart = process.cpuUsage()

  const keepBusy = (connection: HttpConnection) => {
    const now = performance.now()
    if (next < requests.count && now < stopAt) {
      ask(connection, next, now, () => keepBusy(connection))
      next += 1
    } else if (pending === 0) done.resolve()
  }

  const keepRate = async (rate: number) => {
    const idle = [...connections]
    let due = 0
    const dispatch = () => {
      while (next < due && idle.length > 0) {
        // In turn, so that none is idle for long.
        const connection = idle.shift() as HttpConnection
        // From the moment it was meant to go: waiting for a free connection counts.
        ask(connection, next, start + (next * 1_000) / rate, () => {
          idle.push(connection)
          dispatch()
        })
        next += 1
      }
    }
    const last = Math.min(requests.count, Math.floor((rate * (stopAt - start)) / 1_000))
    while (next < last || pending > 0) {
      due = Math.min(last, Math.floor(((performance.now() - start) * rate) / 1_000) + 1)
      dispatch()
      await sleep(TICK)
    }
    done.resolve()
  }

  if (shape.loop === 'open') keepRate(shape.rate).catch((error: unknown) => broken.reject(error as Error))
  else for (const connection of connections) keepBusy(connection)
  await Promise.race([done.promise, broken.promise])
  const cpu = process.cpuUsage(cpuAtStart)
  const wall = performance.now() - start

  await Promise.race([sendAgain(connections, requests, refusedIndexes, onSuccess), broken.promise])
  for (const connection of connections) connection.close()

  let bytes = 0
  for (let index = 0; index < next; index += 1) bytes += requests.at(index).length
  const measured = Array.from({ length: next }, (_, index) => index).filter(
    (index) => (startedAt[index] ?? 0) >= measureFrom && (endedAt[index] ?? 0) <= stopAt,
  )
  // A list that ran out ends the measured time early.
  const lastEnd = measured.reduce((latest, index) => Math.max(latest, endedAt[index] ?? 0), measureFrom)
  const seconds = (next < requests.count ? stopAt - measureFrom : lastEnd - measureFrom) / 1_000
  const counted = shape.loop === 'open' ? allFrom(startedAt, next, measureFrom) : measured
  return {
    sent: next,
    bytes,
    refused,
    seconds,
    perSecond: measured.length / seconds,
    latency: latencyOf(counted.map((index) => (endedAt[index] ?? 0) - (startedAt[index] ?? 0))),
    loadCpu: (cpu.user + cpu.system) / 1_000 / wall,
  }
}

/** In an open loop every request that was meant to go counts, also one answered after the end. */
const allFrom = (startedAt: Float64Array, count: number, from: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => index).filter((index) => (startedAt[index] ?? 0) >= from)

const sendAgain = async (
  connections: readonly HttpConnection[],
  requests: RequestList,
  refused: readonly number[],
  onSuccess: Success,
): Promise<void> => {
  let left = [...refused]
  for (let attempt = 0; left.length > 0; attempt += 1) {
    if (attempt === AGAIN_ATTEMPTS) throw new Error(`${left.length} requests were refused again and again.`)
    if (attempt > 0) await sleep(AGAIN_PAUSE)
    const again: number[] = []
    const line = left.values()
    const work = async (connection: HttpConnection) => {
      for (const index of line)
        await new Promise<void>((resolve) =>
          connection.send(requests.at(index), (status, body) => {
            if (status >= 200 && status < 300) onSuccess(index, body)
            else again.push(index)
            resolve()
          }),
        )
    }
    await Promise.all(connections.slice(0, 16).map(work))
    left = again
  }
}
