import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { WebhookLog } from '@boztell/core'
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'
import { instant, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'

export const postgresWebhookLog = (db: Kysely<Database>): WebhookLog => ({
  append: (bodies, receivedAt) =>
    stored(async () => {
      if (bodies.length === 0) return
      await db
        .insertInto('webhook_log')
        .values({ received_at: timestamp(receivedAt), ...packBodies(bodies) })
        .execute()
    }),
  forget: (before) =>
    stored(async () => {
      await db.deleteFrom('webhook_log').where('received_at', '<', instant(before)).execute()
    }),
})

/** Bodies of one group are much alike: together they compress far better than one by one. */
const packBodies = (bodies: readonly Uint8Array[]): PackedBodies => ({
  lengths: bodies.map(({ length }) => length),
  bodies: zstdCompressSync(Buffer.concat(bodies)),
})

type PackedBodies = { lengths: number[]; bodies: Uint8Array }

/** The bodies of one row of `webhook_log`, as they came. */
export const unpackBodies = ({ lengths, bodies }: Readonly<PackedBodies>): readonly Uint8Array[] => {
  const all = zstdDecompressSync(bodies)
  let end = 0
  return lengths.map((length) => all.subarray(end, (end += length)))
}
