/** For typed clients: every route with what it takes and answers. */
export type { App } from './app.ts'
export type { EventResource } from './http/views/event-view.ts'
