import type { Instant, RoomId } from '@boztell/core'
import {
  clockContract,
  credentialsContract,
  digestContract,
  idSourceContract,
  idempotencyKeysContract,
  inboxContract,
  leadStoreContract,
  messageChangeStoreContract,
  messageStoreContract,
  outboxContract,
  outboxVisitsContract,
  participantStoreContract,
  pendingStatusStoreContract,
  reactionStoreContract,
  roomStoreContract,
  sessionStoreContract,
  unitOfWorkContract,
  userStoreContract,
  webhookFailureStoreContract,
  webhookLogContract,
} from '@boztell/testing'
import { createMemoryClock } from './memory-clock.ts'
import { createMemoryCredentials } from './memory-credentials.ts'
import { createMemoryDigest } from './memory-digest.ts'
import { createMemoryIdSource } from './memory-id-source.ts'
import type { Visit } from './memory-state.ts'
import { createMemoryUnitOfWork } from './memory-unit-of-work.ts'

const makeUnitOfWork = async () => createMemoryUnitOfWork()

const makeWebhookLog = async () => {
  const unitOfWork = createMemoryUnitOfWork()
  return { unitOfWork, bodies: async () => unitOfWork.webhookBodies() }
}

const makeOutbox = async () => {
  const visits: Visit[] = []
  const unitOfWork = createMemoryUnitOfWork({ onVisitDue: (visit) => visits.push(visit) })
  const ofRoom = (asked: RoomId): readonly Instant[] =>
    visits.filter(({ roomId }) => roomId === asked).map(({ dueAt }) => dueAt)
  return { unitOfWork, visits: async (roomId: RoomId) => ofRoom(roomId) }
}

unitOfWorkContract('memory', makeUnitOfWork)
userStoreContract('memory', makeUnitOfWork)
sessionStoreContract('memory', makeUnitOfWork)
leadStoreContract('memory', makeUnitOfWork)
roomStoreContract('memory', makeUnitOfWork)
participantStoreContract('memory', makeUnitOfWork)
outboxContract('memory', makeUnitOfWork)
outboxVisitsContract('memory', makeOutbox)
messageStoreContract('memory', makeUnitOfWork)
reactionStoreContract('memory', makeUnitOfWork)
messageChangeStoreContract('memory', makeUnitOfWork)
pendingStatusStoreContract('memory', makeUnitOfWork)
inboxContract('memory', makeUnitOfWork)
webhookLogContract('memory', makeWebhookLog)
webhookFailureStoreContract('memory', makeUnitOfWork)
idempotencyKeysContract('memory', makeUnitOfWork)
clockContract('memory', async () => createMemoryClock())
idSourceContract('memory', async () => createMemoryIdSource())
digestContract('memory', async () => createMemoryDigest())
credentialsContract('memory', async () => createMemoryCredentials())
