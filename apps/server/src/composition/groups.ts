import type { Authenticate, SendMessage } from '@boztell/core'
import { createGroupCommit } from '../group-commit.ts'
import type { UseCases } from './use-cases.ts'

/** The use cases that come so often that those of one moment share a unit of work. */
export type Groups = Readonly<{
  sendMessage: SendMessage
  authenticate: Authenticate
  /** Resolves when nothing is waiting or being committed. */
  idle: () => Promise<void>
}>

export const makeGroups = (useCases: UseCases): Groups => {
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
    // What may make a room has a unit of work of its own, for which the others need not wait.
    sendMessage: (command) =>
      'to' in command.target ? useCases.sendMessage(command) : messages.add(command).andThen((answer) => answer),
    authenticate: (command) => tokens.add(command).andThen((answer) => answer),
    idle: async () => {
      await Promise.all([messages, tokens].map(({ idle }) => idle()))
    },
  }
}
