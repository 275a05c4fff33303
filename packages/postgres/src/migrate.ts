import { Migrator } from 'kysely/migration'
import type { DatabaseHandle } from './connect.ts'
import { ensurePartitions } from './ensure-partitions.ts'
import * as users from '../migrations/0001-users.ts'
import * as leadsAndRooms from '../migrations/0002-leads-and-rooms.ts'
import * as messages from '../migrations/0003-messages.ts'
import * as outboxAndWebhooks from '../migrations/0004-outbox-and-webhooks.ts'
import * as delivery from '../migrations/0005-delivery.ts'
import * as roomForStatuses from '../migrations/0007-room-for-statuses.ts'
import * as eventLog from '../migrations/0008-event-log.ts'
import * as settings from '../migrations/0009-settings.ts'
import * as assignment from '../migrations/0010-assignment.ts'
import * as auditLog from '../migrations/0011-audit-log.ts'
import * as automaticReplies from '../migrations/0012-automatic-replies.ts'
import * as templates from '../migrations/0013-templates.ts'
import * as search from '../migrations/0014-search.ts'
import * as subscriptions from '../migrations/0016-subscriptions.ts'
import * as roomLife from '../migrations/0015-room-life.ts'
import * as webPush from '../migrations/0017-web-push.ts'
import * as media from '../migrations/0018-media.ts'
import * as animatedMedia from '../migrations/0019-animated-media.ts'
import * as workedAt from '../migrations/0020-worked-at.ts'
import * as settledRooms from '../migrations/0021-settled-rooms.ts'
import * as packedEvents from '../migrations/0022-packed-events.ts'

/** In order; append only. */
const migrations = {
  '0001-users': users,
  '0002-leads-and-rooms': leadsAndRooms,
  '0003-messages': messages,
  '0004-outbox-and-webhooks': outboxAndWebhooks,
  '0005-delivery': delivery,
  '0007-room-for-statuses': roomForStatuses,
  '0008-event-log': eventLog,
  '0009-settings': settings,
  '0010-assignment': assignment,
  '0011-audit-log': auditLog,
  '0012-automatic-replies': automaticReplies,
  '0013-templates': templates,
  '0014-search': search,
  '0015-room-life': roomLife,
  '0016-subscriptions': subscriptions,
  '0017-web-push': webPush,
  '0018-media': media,
  '0019-animated-media': animatedMedia,
  '0020-worked-at': workedAt,
  '0021-settled-rooms': settledRooms,
  '0022-packed-events': packedEvents,
}

/**
 * Brings the database up to date: our tables and the months' partitions. Does nothing where nothing is left to do; several processes
 * may call it at once (they take turns on an advisory lock). Throws what the database says.
 */
export const migrate = async ({ db }: Pick<DatabaseHandle, 'db'>): Promise<readonly string[]> => {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: 'schema_migrations',
    migrationLockTableName: 'schema_migrations_lock',
  })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error('The migration failed.', { cause: error })
  await ensurePartitions(db, Date.now())
  return results.map(({ migrationName }) => migrationName)
}
