import type { DomainEvent } from '../event/domain-event.ts'
import type { NumberState } from './number-state.ts'

export type NumberEvent = Extract<DomainEvent, { type: 'number.paused' | 'number.resumed' }>

/** What a round has to tell of numbers; `after` are the same ones as `before`, in the same order. */
export const numberEvents = (before: readonly NumberState[], after: readonly NumberState[]): readonly NumberEvent[] =>
  before.flatMap(({ phoneNumberId, pause }, index): readonly NumberEvent[] => {
    const now = after[index]?.pause ?? null
    if (pause === null && now !== null) return [{ type: 'number.paused', phoneNumberId, pause: now }]
    return pause !== null && now === null ? [{ type: 'number.resumed', phoneNumberId }] : []
  })
