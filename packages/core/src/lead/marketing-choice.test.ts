import { expect, test } from 'vitest'
import type { Lead, LeadId } from './lead.ts'
import { withMarketingChoice } from './marketing-choice.ts'

const lead: Lead = {
  id: '019b76da-a800-7a3c-8f2e-5d1c4b7a9e61' as LeadId,
  name: 'Ana',
  nameIsOurs: false,
  phone: null,
  waId: null,
  whatsappUserId: null,
  username: null,
  marketingOptOut: false,
  marketingChoiceAt: null,
  firstReferral: null,
  lastReferral: null,
  createdAt: 0,
  updatedAt: 0,
}
const stopped = withMarketingChoice(lead, { optOut: true, at: 5 })

test('the first choice counts', () => {
  expect(stopped).toEqual({ ...lead, marketingOptOut: true, marketingChoiceAt: 5 })
})

test('a later one replaces it', () => {
  expect(withMarketingChoice(stopped, { optOut: false, at: 6 })).toMatchObject({ marketingOptOut: false })
})

test('an earlier one, or the same again, changes nothing', () => {
  expect(withMarketingChoice(stopped, { optOut: false, at: 4 })).toBe(stopped)
  expect(withMarketingChoice(stopped, { optOut: true, at: 5 })).toBe(stopped)
})
