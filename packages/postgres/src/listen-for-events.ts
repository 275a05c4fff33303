import { type Listener, listen, type ListenOptions } from './listen.ts'
import { EVENTS_CHANNEL } from './postgres-event-log.ts'

/** Calls `onNotification` whenever a transaction that wrote events is kept, and whenever some may have been missed. */
export const listenForEvents = (options: Omit<ListenOptions, 'channel'>): Listener =>
  listen({ ...options, channel: EVENTS_CHANNEL })
