export * from './memory-unit-of-work.ts'
export type { LoggedWebhook, Visit } from './memory-state.ts'
