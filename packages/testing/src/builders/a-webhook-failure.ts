import type { WebhookFailure } from '@boztell/core'
import { TEST_NOW } from './a-clock.ts'
import { TEST_PHONE_NUMBER_ID } from './a-room.ts'
import { anId } from './an-id.ts'

export const aWebhookFailure = (overrides: Partial<WebhookFailure> = {}): WebhookFailure => ({
  id: anId(overrides.failedAt),
  phoneNumberId: TEST_PHONE_NUMBER_ID,
  raw: { type: 'text', text: { body: 'Halo' } },
  error: 'The message has no id.',
  failedAt: TEST_NOW,
  ...overrides,
})
