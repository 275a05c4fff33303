import type { Instant, UnitOfWork } from '@boztell/core'
import { err, errAsync } from 'neverthrow'
import { describe, expect, test as base } from 'vitest'
import { stored } from '../builders/store.ts'

/** The log, and a way to look into it, which no use case needs: every body in the order of arrival. */
export type WebhookLogFixture = Readonly<{
  unitOfWork: UnitOfWork
  bodies(): Promise<readonly Readonly<{ body: Uint8Array; receivedAt: Instant }>[]>
}>

/** A moment of its own for each test, so that it finds its own bodies. */
let moment: Instant = Date.UTC(2026, 0, 1)
const aMoment = (): Instant => (moment += 1_000)

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export const webhookLogContract = (adapter: string, makeWebhookLog: () => Promise<WebhookLogFixture>): void => {
  const test = base
    .extend('log', { scope: 'file' }, () => makeWebhookLog())
    .extend('at', () => aMoment())
    .extend('receivedAt', ({ log }) => async (at: Instant) => {
      const all = await log.bodies()
      return all.filter(({ receivedAt }) => receivedAt === at).map(({ body }) => Array.from(body))
    })

  describe(`${adapter} keeps the WebhookLog contract`, () => {
    test('keeps bodies as they came, byte for byte, in their order', async ({ log, at, receivedAt }) => {
      const bodies = [bytes('{"a":"Halo 👋"}'), Uint8Array.of(0, 255, 128, 10, 13), Uint8Array.of()]
      await stored(log.unitOfWork, ({ webhookLog }) => webhookLog.append(bodies, at))
      expect(await receivedAt(at)).toEqual(bodies.map((body) => Array.from(body)))
    })

    test('keeps the same body as often as it came', async ({ log, at, receivedAt }) => {
      const append = () => stored(log.unitOfWork, ({ webhookLog }) => webhookLog.append([bytes('{}')], at))
      await append()
      await append()
      expect(await receivedAt(at)).toHaveLength(2)
    })

    test('takes no bodies at all', async ({ log, at, receivedAt }) => {
      await stored(log.unitOfWork, ({ webhookLog }) => webhookLog.append([], at))
      expect(await receivedAt(at)).toEqual([])
    })

    test('takes copies', async ({ log, at, receivedAt }) => {
      const body = bytes('{}')
      await stored(log.unitOfWork, ({ webhookLog }) => webhookLog.append([body], at))
      body.fill(0)
      expect(await receivedAt(at)).toEqual([Array.from(bytes('{}'))])
    })

    test('keeps nothing of work that fails', async ({ log, at, receivedAt }) => {
      const failed = await log.unitOfWork.run(({ webhookLog }) =>
        webhookLog.append([bytes('{}')], at).andThen(() => errAsync('no')),
      )
      expect(failed).toEqual(err('no'))
      expect(await receivedAt(at)).toEqual([])
    })

    test('forgets what came before a moment', async ({ log, at, receivedAt }) => {
      const now = aMoment()
      await stored(log.unitOfWork, ({ webhookLog }) =>
        webhookLog.append([bytes('old')], at).andThen(() => webhookLog.append([bytes('new')], now)),
      )
      await stored(log.unitOfWork, ({ webhookLog }) => webhookLog.forget(now))
      expect(await receivedAt(at)).toEqual([])
      expect(await receivedAt(now)).toHaveLength(1)
    })
  })
}
