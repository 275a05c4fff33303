import { DAY, makeForgetOld, type UnitOfWork } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aClock, TEST_NOW } from '../../builders/a-clock.ts'
import { aKeyedRequest } from '../../builders/a-keyed-request.ts'
import { aStatusReport } from '../../builders/a-message.ts'
import { aSession } from '../../builders/a-user.ts'
import { stored, storeAccount } from '../../builders/store.ts'

export const forgetOldScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: forget what is old`, () => {
    const forgotten = async (age: number) => {
      const unitOfWork = await makeUnitOfWork()
      const { user } = await storeAccount(unitOfWork)
      const session = aSession({ userId: user.id, expiresAt: TEST_NOW + 1 })
      const report = aStatusReport()
      const request = aKeyedRequest({ userId: user.id, startedAt: TEST_NOW })
      await stored(unitOfWork, ({ sessions, pendingStatuses, idempotencyKeys }) =>
        sessions
          .open(session)
          .andThen(() => pendingStatuses.park([report], TEST_NOW))
          .andThen(() => idempotencyKeys.begin(request, 0)),
      )
      const clock = aClock(TEST_NOW + age)
      ;(await makeForgetOld({ unitOfWork, clock, webhookLogDays: 7 })())._unsafeUnwrap()
      return stored(unitOfWork, ({ sessions, pendingStatuses, idempotencyKeys }) =>
        sessions
          .findUsers([session.tokenHash], TEST_NOW)
          .andThen(([found]) =>
            pendingStatuses
              .take([report.waMessageId])
              .andThen((waiting) =>
                idempotencyKeys
                  .begin(request, 0)
                  .map(({ begun }) => ({ session: !found, status: waiting.length === 0, key: begun })),
              ),
          ),
      )
    }

    test('keeps what may still be asked for', async () => {
      expect(await forgotten(1)).toEqual({ session: false, status: false, key: false })
    })

    test('a session goes when it has expired, a key after a day', async () => {
      expect(await forgotten(2)).toEqual({ session: true, status: false, key: false })
      expect(await forgotten(DAY + 1)).toEqual({ session: true, status: false, key: true })
    })

    test('a status goes once WhatsApp has given up repeating webhooks', async () => {
      expect(await forgotten(8 * DAY)).toMatchObject({ status: false })
      expect(await forgotten(8 * DAY + 1)).toMatchObject({ status: true })
    })
  })
}
