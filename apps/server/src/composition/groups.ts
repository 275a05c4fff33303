import { type Authenticate, type SendMessage, sendersOf, type Unavailable, type WebhookDelivery } from '@boztell/core'
import type { ResultAsync } from 'neverthrow'
import { createGroupCommit } from '../group-commit.ts'
import type { UseCases } from './use-cases.ts'

/** The use cases that come so often that those of one moment share a unit of work. */
export type Groups = Readonly<{
  receiveWebhook: (delivery: WebhookDelivery) => ResultAsync<void, Unavailable>
  sendMessage: SendMessage
  authenticate: Authenticate
  /** Resolves when nothing is waiting or being committed. */
  idle: () => Promise<void>
}>

const MEGABYTE = 1024 * 1024
/** Bytes that a webhook takes beside its body, roughly: there are small ones by the thousand. */
const BESIDES_ITS_BODY = 1_024

export const makeGroups = (useCases: UseCases): Groups => {
  const webhooks = createGroupCommit({
    items: 'webhooks',
    commit: (group: readonly WebhookDelivery[]) =>
      useCases.receiveWebhooks(group).map(() => group.map(() => undefined)),
    sizeOf: ({ body }) => body.length + BESIDES_ITS_BODY,
    maxWaiting: 16 * MEGABYTE,
    // About a hundred small webhooks.
    maxGroup: (3 / 16) * MEGABYTE,
    maxInFlight: 2,
    namesOf: ({ items }) => items.flatMap(sendersOf),
  })
  const messages = createGroupCommit({
    items: 'messages',
    commit: useCases.sendMessages,
    maxWaiting: 2_000,
    maxGroup: 200,
  })
  // A request is looked up after it came, so that nobody passes whose session ended before.
  const tokens = createGroupCommit({
    items: 'requests',
    commit: useCases.authenticateMany,
    maxWaiting: 5_000,
    maxGroup: 500,
  })
  return {
    receiveWebhook: webhooks.add,
    // What may make a room has a unit of work of its own, for which the others need not wait.
    sendMessage: (command) =>
      'to' in command.target ? useCases.sendMessage(command) : messages.add(command).andThen((answer) => answer),
    authenticate: (command) => tokens.add(command).andThen((answer) => answer),
    idle: async () => {
      await Promise.all([webhooks, messages, tokens].map(({ idle }) => idle()))
    },
  }
}
