import type { KeyedRequest, UnitOfWork } from '@boztell/core'
import { DAY } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aKeyedRequest } from '../builders/a-keyed-request.ts'
import { storeAccount } from '../builders/store.ts'
import { expectCopies, storeTest, times } from './store-test.ts'

const A_DAY_AGO = TEST_NOW - DAY
const answer = { status: 201, body: { id: 'x', nested: { list: [1, null] } }, location: '/rooms/x' } as const

export const idempotencyKeysContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork).extend(
    'begin',
    ({ run }) =>
      (request: KeyedRequest, since = A_DAY_AGO) =>
        run(({ idempotencyKeys }) => idempotencyKeys.begin(request, since)),
  )

  describe(`${adapter} keeps the IdempotencyKeys contract`, () => {
    test('begins a request under a fresh key', async ({ begin }) => {
      const request = aKeyedRequest()
      expect(await begin(request)).toEqual({ begun: true, request })
    })

    test('answers the request that is there, with the id that it made', async ({ begin }) => {
      const request = aKeyedRequest()
      const again = aKeyedRequest({ key: request.key, fingerprint: 'e'.repeat(64) })
      await begin(request)
      expect(await begin(again)).toEqual({ begun: false, request })
    })

    test('keeps the keys of users apart', async ({ unitOfWork, begin }) => {
      const request = aKeyedRequest()
      const { user } = await storeAccount(unitOfWork)
      const other = aKeyedRequest({ key: request.key, userId: user.id })
      await begin(request)
      expect(await begin(other)).toEqual({ begun: true, request: other })
    })

    test('tells keys apart that differ in case or in a trailing space', async ({ begin }) => {
      const key = crypto.randomUUID()
      for (const one of [`${key}a`, `${key}A`, `${key}a `]) {
        const request = aKeyedRequest({ key: one })
        expect(await begin(request)).toEqual({ begun: true, request })
      }
    })

    test('begins anew under a key last used before `since`', async ({ begin }) => {
      const request = aKeyedRequest()
      const later = aKeyedRequest({ key: request.key, startedAt: TEST_NOW + DAY + 1 })
      await begin(request)
      expect(await begin(later, TEST_NOW)).toEqual({ begun: false, request })
      expect(await begin(later, TEST_NOW + 1)).toEqual({ begun: true, request: later })
      expect(await begin(request)).toEqual({ begun: false, request: later })
    })

    test('begins one of 10 at once', async ({ begin }) => {
      const { key } = aKeyedRequest()
      const begun = await Promise.all(times(10, () => begin(aKeyedRequest({ key }))))
      const [winner, ...others] = begun.filter((one) => one.begun)
      expect(others).toEqual([])
      expect(new Set(begun.map(({ request }) => request.resourceId))).toEqual(new Set([winner!.request.resourceId]))
    })

    test('keeps the answer', async ({ run, begin }) => {
      const request = aKeyedRequest()
      await begin(request)
      await run(({ idempotencyKeys }) => idempotencyKeys.answer(request, answer))
      expect(await begin(request)).toEqual({ begun: false, request: { ...request, answer } })
    })

    test('hands copies in and out', async ({ begin }) => {
      const request = aKeyedRequest()
      const same = { ...request }
      await expectCopies(
        request,
        (given) => begin(given),
        async () => {
          const { begun, request: known } = await begin(same)
          expect(begun).toBe(false)
          return known
        },
      )
    })

    test('takes a copy of the answer', async ({ run, begin }) => {
      const request = aKeyedRequest()
      const given = structuredClone(answer)
      await begin(request)
      await run(({ idempotencyKeys }) => idempotencyKeys.answer(request, given))
      Object.assign(given.body, { id: 'spoiled' })
      expect((await begin(request)).request.answer).toEqual(answer)
    })

    test('frees the key of a refused request', async ({ run, begin }) => {
      const request = aKeyedRequest()
      const next = aKeyedRequest({ key: request.key })
      await begin(request)
      await run(({ idempotencyKeys }) => idempotencyKeys.release(request))
      expect(await begin(next)).toEqual({ begun: true, request: next })
    })

    test('resumes a request that stopped without an answer, with the id that it made', async ({ run, begin }) => {
      const request = aKeyedRequest()
      const resume = (before: number) =>
        run(({ idempotencyKeys }) => idempotencyKeys.resume(request, before, TEST_NOW + 60_000))
      await begin(request)
      expect(await resume(TEST_NOW)).toBe(false)
      expect(await resume(TEST_NOW + 1)).toBe(true)
      expect(await begin(request)).toEqual({ begun: false, request: { ...request, startedAt: TEST_NOW + 60_000 } })
    })

    test('resumes no request that has its answer or is unknown', async ({ run, begin }) => {
      const [answered, unknown] = [aKeyedRequest(), aKeyedRequest()]
      const resume = (request: KeyedRequest) =>
        run(({ idempotencyKeys }) => idempotencyKeys.resume(request, TEST_NOW + 1, TEST_NOW + 2))
      await begin(answered)
      await run(({ idempotencyKeys }) => idempotencyKeys.answer(answered, answer))
      expect(await resume(answered)).toBe(false)
      expect(await resume(unknown)).toBe(false)
    })

    test('lets one of 10 resume', async ({ run, begin }) => {
      const request = aKeyedRequest()
      await begin(request)
      const resume = () =>
        run(({ idempotencyKeys }) => idempotencyKeys.resume(request, TEST_NOW + 1, TEST_NOW + 60_000))
      expect((await Promise.all(times(10, resume))).filter(Boolean)).toHaveLength(1)
    })

    test('forgets what began before a moment', async ({ run, begin }) => {
      const [old, kept] = [aKeyedRequest({ startedAt: TEST_NOW - 1 }), aKeyedRequest()]
      await begin(old)
      await begin(kept)
      await run(({ idempotencyKeys }) => idempotencyKeys.forget(TEST_NOW))
      expect((await begin(kept)).begun).toBe(false)
      expect((await begin(old)).begun).toBe(true)
    })
  })
}
