import type { OutgoingMessage, PushAnswer, RoomId, SendRefused, WebhookAnswer } from '@boztell/core'
import {
  aPushSubscription,
  aUser,
  TEST_VAPID_KEYS,
  auditLogContract,
  automaticReplyStoreContract,
  assignmentStoreContract,
  eventCursorContract,
  eventDeliveriesContract,
  openSocketsContract,
  pushSenderContract,
  pushSubscriptionStoreContract,
  subscriptionStoreContract,
  webhookCallerContract,
  clockContract,
  credentialsContract,
  digestContract,
  eventLogContract,
  idSourceContract,
  idempotencyKeysContract,
  inboxContract,
  leadStoreContract,
  mediaDownloadsContract,
  mediaFileStoreContract,
  mediaSourceContract,
  mediaStoreContract,
  mediaUseStoreContract,
  mediaUrlKeyContract,
  whatsappUploadsContract,
  messageChangeStoreContract,
  mediaStagingContract,
  mediaStorageContract,
  mediaUploaderContract,
  messageChannelContract,
  aWaMessageId,
  messageSearchContract,
  messageStoreContract,
  numberStoreContract,
  outboxContract,
  outboxNewsContract,
  pairStoreContract,
  participantStoreContract,
  pendingStatusStoreContract,
  reactionStoreContract,
  reviewQueueContract,
  readReceiptStoreContract,
  roomStoreContract,
  sessionStoreContract,
  settingsStoreContract,
  templateSourceContract,
  templateStoreContract,
  type TemplateSourceFixture,
  statisticsContract,
  unitOfWorkContract,
  userStoreContract,
  viewsContract,
  webhookFailureStoreContract,
  webhookLogContract,
  type MediaSourceFixture,
  type MessageChannelFixture,
  type SentMessage,
} from '@boztell/testing'
import { createMemoryClock } from './memory-clock.ts'
import { createMemoryCredentials } from './memory-credentials.ts'
import { createMemoryDigest } from './memory-digest.ts'
import { createMemoryIdSource } from './memory-id-source.ts'
import { createMemoryMediaSource } from './memory-media-source.ts'
import { createMemoryMediaStaging } from './memory-media-staging.ts'
import { createMemoryMediaStorage } from './memory-media-storage.ts'
import { createMemoryMediaUploader } from './memory-media-uploader.ts'
import { createMemoryMessageChannel } from './memory-message-channel.ts'
import { createMemoryPushSender } from './memory-push-sender.ts'
import { createMemoryTemplateSource } from './memory-template-source.ts'
import { createMemoryWebhookCaller } from './memory-webhook-caller.ts'
import { createMemoryUnitOfWork } from './memory-unit-of-work.ts'

const makeUnitOfWork = async () => createMemoryUnitOfWork()

const makeWebhookLog = async () => {
  const unitOfWork = createMemoryUnitOfWork()
  return { unitOfWork, bodies: async () => unitOfWork.webhookBodies() }
}

const makeOutbox = async () => {
  const rooms: RoomId[] = []
  const unitOfWork = createMemoryUnitOfWork({ onPut: (roomId) => rooms.push(roomId) })
  return { unitOfWork, notifications: async () => rooms.length }
}

const makeEventLog = async () => {
  let notifications = 0
  const unitOfWork = createMemoryUnitOfWork({ onEvents: () => (notifications += 1) })
  return { unitOfWork, notifications: async () => notifications }
}

const makeWebhookCaller = async () => {
  const caller = createMemoryWebhookCaller()
  return {
    caller,
    url: 'https://crm.example.com/',
    received: async () => caller.calls().map(({ id, body }) => ({ id, body })),
    answerNext: async (answer: WebhookAnswer) => caller.answerNext(answer),
    unreachable: async () => {
      const nobody = createMemoryWebhookCaller()
      nobody.answerNext({ error: 'connection refused' })
      return { caller: nobody, url: 'https://nobody.example.com/' }
    },
  }
}

const makePushSender = async () => {
  const sender = createMemoryPushSender()
  return {
    sender,
    keys: TEST_VAPID_KEYS,
    to: aPushSubscription(aUser()),
    received: async () => sender.sent().map(({ payload, topic }) => ({ payload, topic })),
    answerNext: async (answer: PushAnswer) => sender.answerNext(answer),
    unreachable: async () => {
      const nobody = createMemoryPushSender()
      nobody.answerNext({ error: 'connection refused' })
      return { sender: nobody, endpoint: 'https://nobody.example.com/' }
    },
  }
}

const PHONE_NUMBER_ID = '106540352242922'
const actionOf = new Map<number, SendRefused['action']>([
  [131056, 'retry'],
  [132000, 'fix'],
  [190, 'stop'],
  [131026, 'never'],
])

const onTheWire = ({ id, phoneNumberId, address, content, replyToWaMessageId }: OutgoingMessage): SentMessage => ({
  phoneNumberId,
  to: 'to' in address ? address.to : null,
  recipient: 'recipient' in address ? address.recipient : null,
  type: content.type,
  callbackId: id,
  replyToWaMessageId,
})

const makeMessageChannel = async (): Promise<MessageChannelFixture> => {
  const channel = createMemoryMessageChannel(PHONE_NUMBER_ID)
  return {
    channel,
    phoneNumberId: PHONE_NUMBER_ID,
    wasSent: async () => channel.sent().map(onTheWire),
    wasRead: async () => channel.read(),
    says: async () => aWaMessageId(),
    refuseNext: async (code) => {
      const action = actionOf.get(code) ?? 'fix'
      channel.answerNext({ type: 'send_refused', action, code, title: 'Refused', details: null, retryAfter: null })
    },
    failNextAfterSending: async () => {
      channel.answerNext({ type: 'send_unconfirmed', reason: 'no answer' })
    },
    unreachable: async () => {
      const nobody = createMemoryMessageChannel(PHONE_NUMBER_ID)
      nobody.setReachable(false)
      return nobody
    },
  }
}

const makeMediaSource = async (): Promise<MediaSourceFixture> => {
  const source = createMemoryMediaSource()
  return {
    source,
    put: async (file) => {
      source.put('1234567890', file)
      return '1234567890'
    },
    unreachable: async () => {
      const nobody = createMemoryMediaSource()
      nobody.setReachable(false)
      return nobody
    },
  }
}

const makeMediaStorage = async () => ({
  storage: createMemoryMediaStorage(),
  unreachable: async () => {
    const storage = createMemoryMediaStorage()
    storage.setReachable(false)
    return storage
  },
})

const makeMediaUploader = async () => {
  const uploader = createMemoryMediaUploader()
  return {
    uploader,
    uploaded: async (id: string) => uploader.uploaded(id) ?? { bytes: new Uint8Array(), mimeType: '' },
    unreachable: async () => {
      const nobody = createMemoryMediaUploader()
      nobody.setReachable(false)
      return nobody
    },
  }
}

const findVirus = (bytes: Uint8Array) => (Buffer.from(bytes).includes('VIRUS') ? 'VIRUS found' : undefined)
const askNobody = () => {
  throw new Error('no scanner')
}
const stagingWorld = async (scan: (bytes: Uint8Array) => string | undefined, converter: boolean, reachable = true) => {
  const storage = createMemoryMediaStorage()
  storage.setReachable(reachable)
  const staging = createMemoryMediaStaging({ storage, scan, converter })
  return { staging, storage, staged: async () => staging.staged() }
}

const makeMediaStaging = async () => ({
  ...(await stagingWorld(() => undefined, true)),
  scanned: () => stagingWorld(findVirus, true),
  unscanned: () => stagingWorld(askNobody, true),
  unreachable: () => stagingWorld(() => undefined, true, false),
  withoutConverter: () => stagingWorld(() => undefined, false),
})

const makeTemplateSource = async (): Promise<TemplateSourceFixture> => {
  const businessAccountId = '200000000000001'
  const source = createMemoryTemplateSource(businessAccountId)
  return {
    source,
    businessAccountId,
    put: async (templates) => source.put(...templates),
    unreachable: async () => {
      const nobody = createMemoryTemplateSource(businessAccountId)
      nobody.setReachable(false)
      return nobody
    },
  }
}

unitOfWorkContract('memory', makeUnitOfWork)
userStoreContract('memory', makeUnitOfWork)
sessionStoreContract('memory', makeUnitOfWork)
leadStoreContract('memory', makeUnitOfWork)
readReceiptStoreContract('memory', makeUnitOfWork)
roomStoreContract('memory', makeUnitOfWork)
assignmentStoreContract('memory', makeUnitOfWork)
participantStoreContract('memory', makeUnitOfWork)
reviewQueueContract('memory', makeUnitOfWork)
outboxContract('memory', makeUnitOfWork)
outboxNewsContract('memory', makeOutbox)
eventLogContract('memory', makeEventLog)
messageStoreContract('memory', makeUnitOfWork)
messageSearchContract('memory', makeUnitOfWork)
numberStoreContract('memory', makeUnitOfWork)
pairStoreContract('memory', makeUnitOfWork)
reactionStoreContract('memory', makeUnitOfWork)
messageChangeStoreContract('memory', makeUnitOfWork)
pendingStatusStoreContract('memory', makeUnitOfWork)
inboxContract('memory', makeUnitOfWork)
viewsContract('memory', makeUnitOfWork)
webhookLogContract('memory', makeWebhookLog)
webhookFailureStoreContract('memory', makeUnitOfWork)
auditLogContract('memory', makeUnitOfWork)
eventCursorContract('memory', makeUnitOfWork)
eventCursorContract('memory', makeUnitOfWork, 'pushCursor')
openSocketsContract('memory', makeUnitOfWork)
pushSubscriptionStoreContract('memory', makeUnitOfWork)
subscriptionStoreContract('memory', makeUnitOfWork)
eventDeliveriesContract('memory', makeUnitOfWork)
webhookCallerContract('memory', makeWebhookCaller)
pushSenderContract('memory', makePushSender)
idempotencyKeysContract('memory', makeUnitOfWork)
settingsStoreContract('memory', makeUnitOfWork)
statisticsContract('memory', makeUnitOfWork)
automaticReplyStoreContract('memory', makeUnitOfWork)
mediaDownloadsContract('memory', makeUnitOfWork)
mediaFileStoreContract('memory', makeUnitOfWork)
mediaSourceContract('memory', makeMediaSource)
mediaStoreContract('memory', makeUnitOfWork)
mediaUseStoreContract('memory', makeUnitOfWork)
mediaUrlKeyContract('memory', makeUnitOfWork)
whatsappUploadsContract('memory', makeUnitOfWork)
clockContract('memory', async () => createMemoryClock())
idSourceContract('memory', async () => createMemoryIdSource())
digestContract('memory', async () => createMemoryDigest())
credentialsContract('memory', async () => createMemoryCredentials())
messageChannelContract('memory', makeMessageChannel)
mediaStorageContract('memory', makeMediaStorage)
mediaUploaderContract('memory', makeMediaUploader)
mediaStagingContract('memory', makeMediaStaging)
templateStoreContract('memory', makeUnitOfWork)
templateSourceContract('memory', makeTemplateSource)
