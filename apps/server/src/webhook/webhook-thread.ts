import { readlinkSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { basename } from 'node:path'
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { makeReceiveWebhooks, sendersOf, type WebhookDelivery } from '@boztell/core'
import { createDatabase, createPostgresUnitOfWork } from '@boztell/postgres'
import { readWebhook } from '@boztell/whatsapp-cloud'
import { sha256Digest } from '../adapters/sha256-digest.ts'
import { systemClock } from '../adapters/system-clock.ts'
import { createUuidIdSource } from '../adapters/uuid-id-source.ts'
import { collectAfterStart } from '../garbage.ts'
import { createGroupCommit } from '../group-commit.ts'
import {
  type FromThread,
  inOneTurn,
  type NumberedOutcome,
  type Outcome,
  sizeInMemory,
  type ThreadSettings,
  type ToThread,
  unpackBodies,
} from './thread-messages.ts'

/** A full group need not wait for the one before. */
const GROUPS_AT_ONCE = 2
/** In bytes: about a hundred small webhooks. */
const MAX_GROUP = 192 * 1_024

/** The thread's own composition root: what storing webhooks needs, and nothing else, so that it stays small. */
const serve = (port: MessagePort, { connectionString, numbers }: ThreadSettings): void => {
  const say = (message: FromThread) => port.postMessage(message)
  const database = createDatabase({
    connectionString,
    poolSize: GROUPS_AT_ONCE,
    onConnectionLost: (error) => say({ connectionLost: error }),
  })
  const receiveWebhooks = makeReceiveWebhooks({
    unitOfWork: createPostgresUnitOfWork(database),
    numbers,
    clock: systemClock,
    ids: createUuidIdSource(),
    digest: sha256Digest,
  })
  const groups = createGroupCommit({
    items: 'webhooks',
    commit: (group: readonly WebhookDelivery[]) => receiveWebhooks(group).map(() => group.map(() => undefined)),
    sizeOf: ({ body }) => sizeInMemory(body),
    // Who hands them over lets only so many wait.
    maxWaiting: Infinity,
    maxGroup: MAX_GROUP,
    maxInFlight: GROUPS_AT_ONCE,
    namesOf: ({ items }) => items.flatMap(sendersOf),
  })

  const tell = inOneTurn<NumberedOutcome>(say)
  const store = (body: Uint8Array): Outcome | Promise<Outcome> => {
    const read = readWebhook(body)
    if (read.isErr()) return { refused: read.error }
    const items = read.value
    return groups.add({ body, items }).match(
      (): Outcome => ({ stored: items.map(({ kind }) => kind) }),
      (refused) => ({ refused }),
    )
  }
  const storeAndTell = async (number: number, body: Uint8Array): Promise<void> => {
    try {
      tell([number, await store(body)])
    } catch (bug) {
      tell([number, { bug }])
    }
  }
  const end = async (): Promise<void> => {
    await database.close()
    port.close()
  }

  let next = 0
  port.on('message', (message: ToThread) => {
    const work = message === 'end' ? [end()] : unpackBodies(message).map((body) => storeAndTell(next++, body))
    Promise.all(work).catch(endWith)
  })
  collectAfterStart()
  stepBack()
  say('ready')
}

/**
 * Where cores are few, requests and screens go first: webhooks then come in larger groups, which cost less each. Only Linux knows
 * priorities of threads.
 */
const stepBack = (): void => {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It goes without.
  }
}

/** Nobody catches it here, so that it reaches the server. */
const endWith = (bug: unknown): never => {
  throw bug
}

if (parentPort !== null) serve(parentPort, workerData as ThreadSettings)
