import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { WebhookLog } from '@boztell/core'
import { sql } from 'kysely'
import { instant, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresWebhookLog = ({ db, write }: Transaction): WebhookLog => ({
  append: (bodies, receivedAt) =>
    write(bodies, () => {
      const { lengths, bodies: packed } = packBodies(bodies)
      return sql`
        insert into webhook_log (received_at, lengths, bodies)
        values (${timestamp(receivedAt)}::timestamptz, ${lengths}::integer[], ${packed}::bytea)
      `
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
