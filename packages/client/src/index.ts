export { answered, type Success } from './answered.ts'
export { type BoztellApi, type BoztellClient, type ClientOptions, createBoztellClient } from './boztell-client.ts'
export type { ClientError, NoAnswer, Problem } from './client-error.ts'
export { eachItem, type PageOf } from './each-item.ts'
export {
  connectLive,
  type LiveConnection,
  type LiveEnd,
  type LiveEvent,
  type LiveOptions,
  type LiveState,
} from './connect-live.ts'
