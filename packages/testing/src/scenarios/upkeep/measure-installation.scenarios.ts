import type { UnitOfWork } from '@boztell/core'
import { DAY, makeMeasureInstallation } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness, aNamedCustomer } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aMessageItem } from '../../builders/a-webhook.ts'
import { autoReplySettings } from '../../builders/auto-reply-settings.ts'
import { stored } from '../../builders/store.ts'

export const measureInstallationScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`Measuring the installation, on ${adapter}`, () => {
    test('shows what waits, what failed, and what was answered by itself', async () => {
      const business = aBusiness(await makeUnitOfWork())
      await stored(business.unitOfWork, ({ settings }) => settings.save('auto_reply', autoReplySettings()))
      const measure = makeMeasureInstallation(business)
      await business.take(
        aMessageItem({ customer: aNamedCustomer() }),
        aMessageItem({ customer: aNamedCustomer() }),
        aMessageItem({ sentAt: TEST_NOW + 2 * DAY }),
      )
      business.clock.advance(5_000)
      expect((await measure())._unsafeUnwrap()).toEqual({
        at: TEST_NOW + 5_000,
        outbox: { length: 2, waitingSince: TEST_NOW },
        webhookFailures: 1,
        automaticReplies: { outside_hours: 2, greeting: 0 },
        numbers: [{ phoneNumberId: business.number.phoneNumberId, isPaused: false }],
      })
    })

    test('shows which numbers are paused', async () => {
      const business = aBusiness(await makeUnitOfWork())
      await business.anOpenConversation()
      const { phoneNumberId } = business.number
      await stored(business.unitOfWork, ({ numbers }) =>
        numbers.lock([phoneNumberId], TEST_NOW).andThen((states) =>
          numbers.save(
            states.map((state) => ({
              ...state,
              pause: {
                code: 190,
                title: 'Bad token',
                details: null,
                since: TEST_NOW,
                refusedOf: TEST_NOW,
                probeAt: TEST_NOW,
                probes: 1,
              },
            })),
          ),
        ),
      )
      const { numbers } = (await makeMeasureInstallation(business)())._unsafeUnwrap()
      expect(numbers).toEqual([{ phoneNumberId, isPaused: true }])
    })
  })
}
