import {
  createDatabase,
  ensurePartitions,
  listenForEvents,
  migrate,
  startDeliveryWorker,
  tidySearch,
} from '@boztell/postgres'
import type { ResultAsync } from 'neverthrow'
import type { Logger } from 'pino'
import { createApp } from './app.ts'
import { compose, type Given } from './composition/container.ts'
import {
  END_REQUEST,
  GRAPH_API,
  GROUPS,
  LIVE_HUB,
  MEDIA_SOURCE,
  MEDIA_STAGING,
  MEDIA_STORAGE,
  OUTBOUND,
  UNIT_OF_WORK,
  USE_CASES,
  WEBHOOK_ENTRANCE,
  WEBHOOK_THREAD,
} from './composition/tokens.ts'
import { createWebhookLane } from './http/webhook-lane.ts'
import { prepareMedia } from './prepare-media.ts'
import type { Config } from './config.ts'
import { listen } from './listen.ts'
import { startDownloads } from './media/start-downloads.ts'
import { startPusher } from './notifications/start-pusher.ts'
import { startNotifier } from './notifications/start-notifier.ts'
import { chooseSetupToken } from './setup-token.ts'
import { startStandIns } from './stand-ins.ts'
import { startWebhookThread } from './webhook/start-webhook-thread.ts'

export type RunningServer = Readonly<{
  url: string
  /** null where the real WhatsApp is used. */
  simulatorUrl: string | null
  embeddedPostgres: boolean
  /** Accepts nothing more, ends what is in hand, and lets go of everything. */
  stop: () => Promise<void>
}>

/** Starts everything: stand-ins, migrations, workers, and the HTTP server last. */
export const runServer = async (
  config: Config,
  logger: Logger,
  given: Pick<Given, 'credentials'> = {},
): Promise<RunningServer> => {
  const standIns = await startStandIns(config)
  const { databaseUrl: connectionString, whatsapp, simulator } = standIns
  let stopping = false
  const onConnectionLost = (error: Error) => {
    // At the end the connections are closed from both sides, and who is first does not matter.
    if (!stopping) logger.warn({ err: error }, 'a database connection was lost')
  }
  const database = createDatabase({ connectionString, poolSize: config.databasePoolSize, onConnectionLost })
  const { phoneNumberId, businessAccountId } = whatsapp
  const numbers = [{ phoneNumberId, businessAccountId }]
  const starting = startWebhookThread({ connectionString, numbers, onConnectionLost })
  const release = async () => {
    await starting.then(
      ({ stop }) => stop(),
      () => {},
    )
    await database.close()
    await standIns.stop()
  }
  try {
    const [thread] = await Promise.all([starting, migrate(database)])
    const setupToken = await chooseSetupToken(config, database, logger)
    const container = compose({ config, whatsapp, logger, database, setupToken, ...given })
    container.registerInstance(WEBHOOK_THREAD, thread)
    await prepareMedia({
      storage: container.resolve(MEDIA_STORAGE),
      staging: container.resolve(MEDIA_STAGING),
      config: config.mediaStorage,
      logger,
    })
    const unitOfWork = container.resolve(UNIT_OF_WORK)
    const useCases = container.resolve(USE_CASES)
    const { assignRooms, checkDelivery, deliverMessages, forgetOld, mendAssignments } = useCases
    const { recoverStuck, refreshTemplates, removeUnusedMedia, sendReadReceipts } = useCases

    const isDelivering = () => !stopping && worker.isWorking()
    const hasDatabase = async () => (await unitOfWork.run(({ users }) => users.list({ limit: 1, cursor: null }))).isOk()
    const app = createApp(container, {
      ready: async () => ({ database: await hasDatabase(), queue: isDelivering() }),
      all: async () => {
        const { paused, isStalled } = (await checkDelivery()).unwrapOr({ paused: [], isStalled: true })
        const whatsapp = paused.length === 0
        return { checks: { database: await hasDatabase(), queue: isDelivering() && !isStalled, whatsapp }, paused }
      },
    })
    const hub = container.resolve(LIVE_HUB)
    const notifier = startNotifier({ ...container.resolve(USE_CASES), logger })
    const pusher = startPusher({ ...container.resolve(USE_CASES), users: hub.users, logger })
    const { giveUp } = container.resolve(MEDIA_SOURCE)
    const downloads = startDownloads({ ...useCases, giveUp, logger })
    const events = listenForEvents({
      connectionString,
      onNotification: () => {
        hub.look()
        notifier.look()
        pusher.look()
        downloads.ring()
      },
      onLost: (error) => logger.warn({ err: error }, 'nobody tells of events for now'),
    })
    const entrance = container.resolve(WEBHOOK_ENTRANCE)
    const lane = createWebhookLane({ entrance, endRequest: container.resolve(END_REQUEST), logger })
    const server = await listen({ fetch: app.fetch, lane, host: config.host, port: config.port })
    const worker = startDeliveryWorker({
      connectionString,
      deliverMessages,
      schedule: [
        { name: 'send-read-receipts', everySeconds: 1, task: () => orThrow(sendReadReceipts()) },
        { name: 'recover-stuck', everySeconds: 15, task: () => orThrow(recoverStuck()) },
        { name: 'assign-rooms', everySeconds: 15, task: () => orThrow(assignRooms()) },
        { name: 'mend-assignments', everySeconds: 300, task: () => orThrow(mendAssignments()) },
        { name: 'ensure-partitions', everySeconds: 3_600, task: () => ensurePartitions(database.db, Date.now()) },
        { name: 'refresh-templates', everySeconds: 60, task: () => orThrow(refreshTemplates()) },
        { name: 'tidy-search', everySeconds: 1, task: () => tidySearch(database.db) },
        { name: 'forget-old', everySeconds: 3_600, task: () => orThrow(forgetOld()) },
        { name: 'remove-unused-media', everySeconds: 3_600, task: () => orThrow(removeUnusedMedia()) },
      ],
      log: (level, message) => logger[level](message),
    })
    await simulator?.control.configure({ callbackUrl: `${server.url}/webhook/whatsapp` })

    const stop = async () => {
      stopping = true
      await Promise.all([hub.stop(), server.close()])
      await events.close()
      await Promise.all([notifier.stop(), pusher.stop(), downloads.stop()])
      await container.resolve(OUTBOUND).close()
      await container.resolve(GROUPS).idle()
      await worker.stop()
      await container.resolve(GRAPH_API).close()
      await release()
    }
    return {
      url: server.url,
      simulatorUrl: simulator?.url ?? null,
      embeddedPostgres: standIns.embeddedPostgres,
      stop,
    }
  } catch (error) {
    await release()
    throw error
  }
}

/** For callers that know rejections only. */
const orThrow = async <T>(work: ResultAsync<T, Readonly<{ type: string; reason: string }>>): Promise<T> =>
  (await work).match(
    (value) => value,
    ({ reason }) => {
      throw new Error(reason)
    },
  )
