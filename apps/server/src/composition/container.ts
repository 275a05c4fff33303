import 'reflect-metadata'
import { randomBytes, randomUUID } from 'node:crypto'
import { lookup } from 'node:dns'
import { resolve } from 'node:path'
import type { Credentials, Json } from '@boztell/core'
import { createFileSystemMediaStaging } from '@boztell/media-storage'
import { createPostgresUnitOfWork, type DatabaseHandle } from '@boztell/postgres'
import {
  createGraphApi,
  createWhatsAppMediaUploader,
  createWhatsAppMediaSource,
  createWhatsAppMessageChannel,
  createWhatsAppTemplateSource,
  readWebhook,
} from '@boztell/whatsapp-cloud'
import type { Logger } from 'pino'
import { container, type DependencyContainer, type InjectionToken, instanceCachingFactory } from 'tsyringe'
import { createArgon2Credentials } from '../adapters/argon2-credentials.ts'
import { createMediaStorage } from '../adapters/create-media-storage.ts'
import { freeingBuffers } from '../garbage.ts'
import { hmacSigner } from '../adapters/hmac-signer.ts'
import { createHttpWebhookCaller } from '../adapters/http-webhook-caller.ts'
import { sha256Digest } from '../adapters/sha256-digest.ts'
import { systemClock } from '../adapters/system-clock.ts'
import { createUuidIdSource } from '../adapters/uuid-id-source.ts'
import { createWebPushSender, newVapidKeys } from '../adapters/web-push-sender.ts'
import type { Config, WhatsAppConfig } from '../config.ts'
import { makeEndRequest } from '../http/begin-request.ts'
import { eventView } from '../http/views/event-view.ts'
import { makeWebhookEntrance } from '../http/webhook-entrance.ts'
import { createLiveHub } from '../live/live-hub.ts'
import { createMetrics } from '../metrics.ts'
import { createOutboundClient } from '../outbound/outbound-client.ts'
import { publicLookup } from '../outbound/public-address.ts'
import { tellOperator } from '../tell-operator.ts'
import { makeGroups } from './groups.ts'
import * as tokens from './tokens.ts'
import { makeUseCases } from './use-cases.ts'

/** What is there before anything is composed. */
export type Given = Readonly<{
  config: Config
  whatsapp: WhatsAppConfig
  logger: Logger
  database: DatabaseHandle
  setupToken: string | null
  /** Argon2id as OWASP recommends it, unless given. */
  credentials?: Credentials
}>

/** Which adapter stands behind which port; the only place that knows. */
export const compose = (given: Given): DependencyContainer => {
  const composed = container.createChildContainer()
  const once = <T>(token: InjectionToken<T>, make: (c: DependencyContainer) => T) =>
    composed.register(token, { useFactory: instanceCachingFactory(make) })

  composed.registerInstance(tokens.CONFIG, given.config)
  composed.registerInstance(tokens.WHATSAPP, given.whatsapp)
  composed.registerInstance(tokens.LOGGER, given.logger)
  composed.registerInstance(tokens.DATABASE, given.database)
  composed.registerInstance(tokens.SETUP_TOKEN, { value: given.setupToken })
  composed.registerInstance(tokens.CLOCK, systemClock)
  composed.registerInstance(tokens.DIGEST, sha256Digest)

  once(tokens.METRICS, createMetrics)
  once(tokens.IDS, createUuidIdSource)
  once(tokens.CREDENTIALS, () => given.credentials ?? createArgon2Credentials())
  once(tokens.UNIT_OF_WORK, (c) => createPostgresUnitOfWork(c.resolve(tokens.DATABASE)))
  once(tokens.GRAPH_API, (c) => {
    const { apiBaseUrl: baseUrl, apiVersion: version, token } = c.resolve(tokens.WHATSAPP)
    return createGraphApi({ baseUrl, version, token, lookup: publicLookup(lookup) })
  })
  once(tokens.MESSAGE_CHANNEL, (c) =>
    c.resolve(tokens.METRICS).counting(
      createWhatsAppMessageChannel({
        graph: c.resolve(tokens.GRAPH_API),
        phoneNumberId: c.resolve(tokens.WHATSAPP).phoneNumberId,
      }),
    ),
  )
  once(tokens.MEDIA_SOURCE, (c) => createWhatsAppMediaSource(c.resolve(tokens.GRAPH_API)))
  once(tokens.MEDIA_STORAGE, (c) => createMediaStorage(c.resolve(tokens.CONFIG).mediaStorage))
  once(tokens.MEDIA_STAGING, (c) => {
    const { dataDir, mediaScanCommand: scanCommand } = c.resolve(tokens.CONFIG)
    const folder = resolve(dataDir, 'staging')
    const staging = createFileSystemMediaStaging({ folder, storage: c.resolve(tokens.MEDIA_STORAGE), scanCommand })
    return { ...staging, receive: (content, limit) => staging.receive(freeingBuffers(content), limit) }
  })
  once(tokens.OUTBOUND, (c) => createOutboundClient({ allowPrivate: c.resolve(tokens.CONFIG).allowPrivateTargets }))
  once(tokens.USE_CASES, (c) => {
    const { phoneNumberId, businessAccountId } = c.resolve(tokens.WHATSAPP)
    const { defaultCountry, registration, webhookLogDays, maxRate, pushContact: contact } = c.resolve(tokens.CONFIG)
    const number = { phoneNumberId, businessAccountId }
    return makeUseCases({
      unitOfWork: c.resolve(tokens.UNIT_OF_WORK),
      clock: c.resolve(tokens.CLOCK),
      ids: c.resolve(tokens.IDS),
      digest: c.resolve(tokens.DIGEST),
      credentials: c.resolve(tokens.CREDENTIALS),
      channel: c.resolve(tokens.MESSAGE_CHANNEL),
      mediaStorage: c.resolve(tokens.MEDIA_STORAGE),
      mediaUploader: createWhatsAppMediaUploader(c.resolve(tokens.GRAPH_API)),
      staging: c.resolve(tokens.MEDIA_STAGING),
      mediaSource: c.resolve(tokens.MEDIA_SOURCE),
      signer: hmacSigner,
      templateSource: createWhatsAppTemplateSource(c.resolve(tokens.GRAPH_API)),
      number,
      numbers: [number],
      defaultCountry,
      registration,
      webhookLogDays,
      setupToken: c.resolve(tokens.SETUP_TOKEN).value,
      readItems,
      maxRate,
      random: Math.random,
      webhookCaller: createHttpWebhookCaller(c.resolve(tokens.OUTBOUND)),
      newWebhookSecret: () => `whsec_${randomBytes(32).toString('base64')}`,
      pushSender: createWebPushSender({ ...c.resolve(tokens.OUTBOUND), contact }),
      newVapidKeys,
      processId: randomUUID(),
      frameOf: eventView,
      onNews: tellOperator(c.resolve(tokens.LOGGER)),
    })
  })
  once(tokens.LIVE_HUB, (c) => createLiveHub({ ...c.resolve(tokens.USE_CASES), logger: c.resolve(tokens.LOGGER) }))
  once(tokens.GROUPS, (c) => makeGroups(c.resolve(tokens.USE_CASES)))
  once(tokens.END_REQUEST, (c) => makeEndRequest(c.resolve(tokens.LOGGER), c.resolve(tokens.METRICS)))
  once(tokens.WEBHOOK_ENTRANCE, (c) =>
    makeWebhookEntrance({
      appSecrets: c.resolve(tokens.WHATSAPP).appSecrets,
      rateLimit: c.resolve(tokens.CONFIG).webhookRateLimit,
      store: c.resolve(tokens.WEBHOOK_THREAD).store,
      countItems: c.resolve(tokens.METRICS).countItems,
      clock: c.resolve(tokens.CLOCK),
    }),
  )
  return composed
}

/** A failure keeps its item as a webhook of its own. */
const readItems = (raw: Json) => readWebhook(new TextEncoder().encode(JSON.stringify(raw))).unwrapOr([])
