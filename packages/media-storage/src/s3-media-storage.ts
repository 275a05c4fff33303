import { type ByteRange, checkMediaKey } from '@boztell/core'
import { Readable } from 'node:stream'
import { exactly } from './exactly.ts'
import { once } from './once.ts'
import type { PreparedMediaStorage } from './prepared-media-storage.ts'
import { type S3Location, loadS3 } from './s3-client.ts'
import { namingTheSource } from './source-failure.ts'
import { createStallGuard } from './stall-guard.ts'
import { unlessMissing, unlessS3Fails } from './unless-s3-fails.ts'

type Options = Readonly<{
  /** Milliseconds that may pass without a byte. */
  stallLimit?: number
}>

/** Deletions at once. */
const AT_ONCE = 20

/** A bucket of anything that speaks S3. */
export const createS3MediaStorage = (
  location: S3Location,
  { stallLimit = 60_000 }: Options = {},
): PreparedMediaStorage => {
  const { bucket: Bucket } = location
  const prefix = location.prefix === '' ? '' : `${location.prefix}/`
  const s3 = once(() => loadS3(location))
  const soon = () => ({ abortSignal: AbortSignal.timeout(stallLimit) })
  const placeOf = (key: string) => {
    checkMediaKey(key)
    return { Bucket, Key: `${prefix}${key}` }
  }
  type Place = ReturnType<typeof placeOf>

  const sizeOf = async (place: Place): Promise<number | undefined> => {
    const { client, HeadObjectCommand } = await s3()
    const found = await client.send(new HeadObjectCommand(place), soon()).catch(unlessMissing)
    return found && (found.ContentLength ?? 0)
  }

  const read = async function* (place: Place, range?: ByteRange): AsyncIterable<Uint8Array> {
    const { client, GetObjectCommand } = await s3()
    const guard = createStallGuard(stallLimit)
    guard.moved()
    const command = new GetObjectCommand(range ? { ...place, Range: `bytes=${range.first}-${range.last}` } : place)
    const { Body, ContentRange } = await client.send(command, { abortSignal: guard.signal })
    const body = Body as Readable
    guard.signal.addEventListener('abort', () => body.destroy(guard.signal.reason as Error))
    // A server need not care for ranges, and says where it really begins.
    let at = Number(/^bytes (\d+)-/.exec(ContentRange ?? '')?.[1] ?? 0)
    const { first, last } = range ?? { first: 0, last: Infinity }
    try {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        const part = chunk.subarray(Math.max(0, first - at), last - at + 1)
        at += chunk.length
        // Whoever reads slowly may.
        guard.stop()
        if (part.length > 0) yield part
        if (at > last) return
        guard.moved()
      }
    } finally {
      guard.stop()
      body.destroy()
    }
  }

  const write = async (place: Place, content: AsyncIterable<Uint8Array>, size: number, ContentType: string) => {
    const { client, PutObjectCommand } = await s3()
    const guard = createStallGuard(stallLimit)
    const abort = new AbortController()
    const moving = async function* () {
      for await (const chunk of namingTheSource(exactly(content, size))) {
        guard.moved()
        yield chunk
      }
    }
    // One request of a known length, which a server keeps whole or not at all; it is not repeated, for the source is read once.
    const body = Readable.from(moving(), { objectMode: false })
    let failure: unknown
    body.once('error', (error) => {
      failure = error
      abort.abort()
    })
    guard.moved()
    try {
      const command = new PutObjectCommand({ ...place, Body: body, ContentLength: size, ContentType })
      await client.send(command, { abortSignal: AbortSignal.any([guard.signal, abort.signal]) })
    } catch (error) {
      throw failure ?? (guard.signal.aborted ? guard.signal.reason : error)
    } finally {
      guard.stop()
      body.destroy()
    }
  }

  return {
    put: (key, content, { size, mimeType }) => {
      const place = placeOf(key)
      return unlessS3Fails(() => write(place, content, size, mimeType))
    },
    get: (key, range) => {
      const place = placeOf(key)
      return unlessS3Fails(async () => {
        const size = await sizeOf(place)
        if (size === undefined) return undefined
        const isEmpty = size === 0 || (range !== undefined && range.first >= size)
        if (isEmpty) return { size, content: nothing() }
        return { size, content: read(place, range) }
      })
    },
    delete: (keys) => {
      const places = keys.map(placeOf)
      return unlessS3Fails(async () => {
        // One by one: deleting several in one request needs checksums that not every server of S3 knows.
        const { client, DeleteObjectCommand } = await s3()
        for (let from = 0; from < places.length; from += AT_ONCE)
          await Promise.all(
            places.slice(from, from + AT_ONCE).map((place) => client.send(new DeleteObjectCommand(place), soon())),
          )
      })
    },
    exists: (key) => {
      const place = placeOf(key)
      return unlessS3Fails(async () => (await sizeOf(place)) !== undefined)
    },
    list: async function* (beginning) {
      const { client, ListObjectsV2Command } = await s3()
      let ContinuationToken: string | undefined
      do {
        const input = { Bucket, Prefix: `${prefix}${beginning}`, ContinuationToken }
        const page = await client.send(new ListObjectsV2Command(input), soon())
        for (const { Key = '', Size = 0 } of page.Contents ?? []) yield { key: Key.slice(prefix.length), size: Size }
        ContinuationToken = page.NextContinuationToken
      } while (ContinuationToken !== undefined)
    },
    prepare: () =>
      unlessS3Fails(async () => {
        const { client, HeadBucketCommand } = await s3()
        await client.send(new HeadBucketCommand({ Bucket }), soon())
      }),
  }
}

const nothing = async function* (): AsyncIterable<Uint8Array> {}
