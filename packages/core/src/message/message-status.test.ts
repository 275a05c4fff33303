import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  advance,
  isRetryable,
  markAccepted,
  markFailed,
  markQueued,
  markRetried,
  markSending,
  markUnconfirmed,
  queued,
  received,
  type ReportedStatus,
  reportedStatuses,
  sentElsewhere,
  statusRank,
  type StatusReport,
} from './message-status.ts'

const report = (status: ReportedStatus, overrides: Partial<StatusReport> = {}): StatusReport => ({
  waMessageId: 'wamid.1',
  messageId: null,
  status,
  at: 1_000,
  error: status === 'failed' ? { code: 131026, title: 'Message undeliverable', details: null } : null,
  pricing: null,
  ...overrides,
})
const accepted = markAccepted(markSending(queued()), 'wamid.1', 500)

describe('statuses', () => {
  test('end at the highest seen, in whatever order and however often they come', () => {
    const statuses = fc.array(fc.constantFrom(...reportedStatuses), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(statuses, (seen) => {
        const end = seen.map((status) => report(status)).reduce(advance, accepted)
        const highest = seen.reduce((a, b) => (statusRank[a] >= statusRank[b] ? a : b))
        expect(end.status).toBe(highest)
      }),
    )
  })

  test('never go back, step by step', () => {
    const reports = fc.array(fc.record({ status: fc.constantFrom(...reportedStatuses), at: fc.integer({ min: 1 }) }))
    fc.assert(
      fc.property(reports, (all) => {
        let state = accepted
        for (const { status, at } of all) {
          const next = advance(state, report(status, { at }))
          expect(statusRank[next.status as ReportedStatus]).toBeGreaterThanOrEqual(
            statusRank[state.status as ReportedStatus],
          )
          state = next
        }
      }),
    )
  })

  test('set their own time once, and no other', () => {
    const read = advance(accepted, report('read', { at: 2_000 }))
    expect(read).toMatchObject({ readAt: 2_000, deliveredAt: null, sentAt: null })
    expect(advance(read, report('read', { at: 3_000 }))).toBe(read)
    expect(advance(read, report('delivered', { at: 1_500 }))).toMatchObject({ status: 'read', deliveredAt: 1_500 })
  })

  test('a failure does not take a delivery back, and its error stays readable when the delivery comes after it', () => {
    expect(advance(advance(accepted, report('delivered')), report('failed')).status).toBe('delivered')
    expect(advance(advance(accepted, report('failed')), report('delivered'))).toMatchObject({
      status: 'delivered',
      error: { code: 131026 },
    })
  })

  test('keep the first price', () => {
    const priced = advance(accepted, report('sent', { pricing: { category: 'service' } }))
    expect(advance(priced, report('read', { pricing: { category: 'other' } })).pricing).toEqual({ category: 'service' })
  })

  test('name a message whose answer was lost', () => {
    const lost = markUnconfirmed(markSending(queued()), { code: 'unconfirmed', title: 'no answer', details: null })
    expect(advance(lost, report('sent'))).toMatchObject({ status: 'sent', waMessageId: 'wamid.1' })
  })

  test('of another attempt change nothing', () => {
    const again = markRetried(advance(accepted, report('failed')))
    for (const status of reportedStatuses) expect(advance(again, report(status))).toBe(again)
    const second = markAccepted(markSending(again), 'wamid.2', 2_000)
    expect(advance(second, report('failed'))).toBe(second)
    expect(advance(second, report('read', { waMessageId: 'wamid.2' })).status).toBe('read')
  })

  test('a failure of an unnamed earlier attempt does not fail a message that waits for its next', () => {
    const lost = markUnconfirmed(markSending(queued()), { code: 'unconfirmed', title: 'no answer', details: null })
    const again = markRetried(lost)
    expect(advance(again, report('failed'))).toBe(again)
    expect(advance(again, report('delivered')).status).toBe('delivered')
  })

  test('mean nothing to a customer’s message', () => {
    const theirs = received('wamid.1')
    for (const status of reportedStatuses) expect(advance(theirs, report(status))).toBe(theirs)
  })

  test('an echo is sent already', () => {
    expect(sentElsewhere('wamid.1', 7)).toMatchObject({ status: 'sent', sentAt: 7 })
  })
})

describe('an attempt', () => {
  test('is accepted no further back than a status has told', () => {
    const early = advance(markSending(queued()), report('delivered'))
    expect(markAccepted(early, 'wamid.1', 2_000)).toMatchObject({ status: 'delivered', acceptedAt: 2_000 })
  })

  test('outlives what a status said of an earlier one while it was under way', () => {
    const mistaken = advance(markSending(queued()), report('failed', { waMessageId: 'wamid.old' }))
    expect(markAccepted(mistaken, 'wamid.1', 2_000)).toMatchObject({
      status: 'accepted',
      error: null,
      failedAt: null,
      waMessageId: 'wamid.1',
      earlierWaMessageIds: ['wamid.old'],
    })
  })

  test('goes back to the queue, fails or is in doubt only while it is under way', () => {
    const error = { code: 'x', title: 'x', details: null }
    expect(markQueued(markSending(queued())).status).toBe('queued')
    for (const state of [accepted, advance(accepted, report('read'))]) {
      expect(markQueued(state)).toBe(state)
      expect(markUnconfirmed(state, error)).toBe(state)
      expect(markFailed(state, error, 1)).toBe(state)
    }
  })

  test('may be repeated only when it failed or is in doubt', () => {
    const states = (['failed', 'unconfirmed'] as const).map((status) => ({ ...queued(), status }))
    expect(states.every(isRetryable)).toBe(true)
    const others = Object.keys(statusRank).filter((status) => status !== 'failed' && status !== 'unconfirmed')
    for (const status of others as ReportedStatus[])
      expect(isRetryable({ ...queued(), status })).toBe(status === 'failed')
  })
})
