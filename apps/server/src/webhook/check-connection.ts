import { type BusinessNumber, type ChannelUnreachable, type Clock, type MessageChannel, SECOND } from '@boztell/core'
import type { Result } from 'neverthrow'
import { remember } from '../remember.ts'

export type CheckConnection = () => Promise<Result<BusinessNumber, ChannelUnreachable>>

const REMEMBERED = 30 * SECOND

/** Asks WhatsApp once in 30 s, however many want to know. */
export const makeCheckConnection = (channel: MessageChannel, clock: Clock): CheckConnection =>
  remember(() => channel.check(), REMEMBERED, clock)
