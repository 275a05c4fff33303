import type { Clock, Credentials, Digest, IdSource, MessageChannel, UnitOfWork } from '@boztell/core'
import type { PreparedMediaStaging, PreparedMediaStorage } from '@boztell/media-storage'
import type { DatabaseHandle } from '@boztell/postgres'
import type { GraphApi, WhatsAppMediaSource } from '@boztell/whatsapp-cloud'
import type { Logger } from 'pino'
import type { InjectionToken } from 'tsyringe'
import type { Config, WhatsAppConfig } from '../config.ts'
import type { EndRequest } from '../http/begin-request.ts'
import type { WebhookEntrance } from '../http/webhook-entrance.ts'
import type { WebhookThread } from '../webhook/start-webhook-thread.ts'
import type { LiveHub } from '../live/live-hub.ts'
import type { Metrics } from '../metrics.ts'
import type { OutboundClient } from '../outbound/outbound-client.ts'
import type { Groups } from './groups.ts'
import type { UseCases } from './use-cases.ts'

/** A bare symbol would lose what it stands for. */
const token = <T>(name: string): InjectionToken<T> => Symbol(name)

export const CONFIG = token<Config>('Config')
export const WHATSAPP = token<WhatsAppConfig>('WhatsAppConfig')
export const LOGGER = token<Logger>('Logger')
export const DATABASE = token<DatabaseHandle>('DatabaseHandle')
export const SETUP_TOKEN = token<Readonly<{ value: string | null }>>('SetupToken')

export const METRICS = token<Metrics>('Metrics')
export const UNIT_OF_WORK = token<UnitOfWork>('UnitOfWork')
export const CLOCK = token<Clock>('Clock')
export const IDS = token<IdSource>('IdSource')
export const DIGEST = token<Digest>('Digest')
export const CREDENTIALS = token<Credentials>('Credentials')
export const GRAPH_API = token<GraphApi>('GraphApi')
export const MESSAGE_CHANNEL = token<MessageChannel>('MessageChannel')
export const MEDIA_STORAGE = token<PreparedMediaStorage>('MediaStorage')
export const MEDIA_SOURCE = token<WhatsAppMediaSource>('MediaSource')
export const MEDIA_STAGING = token<PreparedMediaStaging>('MediaStaging')

export const OUTBOUND = token<OutboundClient>('OutboundClient')

export const USE_CASES = token<UseCases>('UseCases')
export const LIVE_HUB = token<LiveHub>('LiveHub')
export const GROUPS = token<Groups>('Groups')

export const END_REQUEST = token<EndRequest>('EndRequest')
export const WEBHOOK_THREAD = token<WebhookThread>('WebhookThread')
export const WEBHOOK_ENTRANCE = token<WebhookEntrance>('WebhookEntrance')
