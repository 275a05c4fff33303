import type { UnitOfWork } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aWebhookFailure } from '../builders/a-webhook-failure.ts'
import { anId } from '../builders/an-id.ts'
import { allPages, expectCopies, storeTest, times } from './store-test.ts'

export const webhookFailureStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)

  describe(`${adapter} keeps the WebhookFailureStore contract`, () => {
    test('finds an appended failure, whatever JSON failed', async ({ run }) => {
      const raws = ['text', 7, null, ['a', { b: null }], { text: { body: 'Halo 👋' } }]
      const failures = raws.map((raw) => aWebhookFailure({ raw, phoneNumberId: null }))
      await run(({ webhookFailures }) => webhookFailures.append(failures))
      for (const failure of failures)
        expect(await run(({ webhookFailures }) => webhookFailures.find(failure.id))).toEqual(failure)
    })

    test('finds none under an unknown id', async ({ run }) => {
      expect(await run(({ webhookFailures }) => webhookFailures.find(anId()))).toBeUndefined()
    })

    test('hands copies in and out', async ({ run }) => {
      const failure = aWebhookFailure()
      const { id } = failure
      await expectCopies(
        failure,
        (given) => run(({ webhookFailures }) => webhookFailures.append([given])),
        () => run(({ webhookFailures }) => webhookFailures.find(id)),
      )
    })

    test('never overwrites a failure', async ({ run }) => {
      const failure = aWebhookFailure()
      const again = { ...failure, error: 'another' }
      await run(({ webhookFailures }) => webhookFailures.append([failure, again]))
      await run(({ webhookFailures }) => webhookFailures.append([again]))
      expect(await run(({ webhookFailures }) => webhookFailures.find(failure.id))).toEqual(failure)
    })

    test('lists failures oldest first, page by page', async ({ run }) => {
      const [late, early] = [aWebhookFailure({ failedAt: TEST_NOW + 9 }), aWebhookFailure({ failedAt: TEST_NOW + 5 })]
      const together = times(3, () => aWebhookFailure({ failedAt: TEST_NOW + 7 }))
      await run(({ webhookFailures }) => webhookFailures.append([late, ...together, early]))
      const listed = await allPages((cursor) =>
        run(({ webhookFailures }) => webhookFailures.list({ limit: 2, cursor })),
      )
      const ours = new Set([late, early, ...together].map(({ id }) => id))
      const moments = listed.filter(({ id }) => ours.has(id)).map(({ failedAt }) => failedAt - TEST_NOW)
      expect(moments).toEqual([5, 7, 7, 7, 9])
    })

    test('removes a failure, and nothing the second time', async ({ run }) => {
      const [gone, kept] = [aWebhookFailure(), aWebhookFailure()]
      await run(({ webhookFailures }) => webhookFailures.append([gone, kept]))
      await run(({ webhookFailures }) => webhookFailures.remove(gone.id))
      await run(({ webhookFailures }) => webhookFailures.remove(gone.id))
      expect(await run(({ webhookFailures }) => webhookFailures.find(gone.id))).toBeUndefined()
      expect(await run(({ webhookFailures }) => webhookFailures.find(kept.id))).toEqual(kept)
    })

    test('does nothing where nothing is given', async ({ run }) => {
      await run(({ webhookFailures }) => webhookFailures.append([]))
    })
  })
}
