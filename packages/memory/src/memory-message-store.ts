import type { Message, MessageId, MessageRef, MessageStore } from '@boztell/core'
import { attribute, stateOf } from '@boztell/core'
import { answer } from './answer.ts'
import { mustExist } from './existing.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryMessageStore = ({ accounts, rooms, messages }: MemoryState): MessageStore => {
  const held = new Set<MessageId>()

  const withRefs = (refs: readonly MessageRef[]): readonly Message[] => {
    const ids = new Set(refs.map((ref) => ('id' in ref ? ref.id : null)))
    const waMessageIds = new Set(refs.map((ref) => ('waMessageId' in ref ? ref.waMessageId : null)))
    return [...messages.values()].filter(
      ({ id, waMessageId }) => ids.has(id) || (waMessageId !== null && waMessageIds.has(waMessageId)),
    )
  }

  const lock = (refs: readonly MessageRef[]): readonly Message[] => {
    const locked = withRefs(refs)
    for (const { id } of locked) held.add(id)
    return locked
  }

  const locked = (id: MessageId): Message => {
    if (!held.has(id)) throw new Error(`Message ${id} is saved without having been locked.`)
    return mustExist(messages, id, 'message')
  }

  return {
    append: (given) => {
      const appended = structuredClone(given)
      return answer(() =>
        appended.flatMap((message) => {
          mustExist(rooms, message.roomId, 'room')
          if (message.userId !== null) mustExist(accounts, message.userId, 'user')
          if (messages.has(message.id)) return []
          messages.set(message.id, message)
          held.add(message.id)
          return [message.id]
        }),
      )
    },
    find: (refs) => answer(() => withRefs(refs)),
    lock: (refs) => answer(() => lock(refs)),
    lockStates: (refs) => answer(() => lock(refs).map(stateOf)),
    save: (given) => {
      const saved = structuredClone(given)
      return answer(() => {
        for (const message of saved) {
          const { userId, roomId, createdAt } = locked(message.id)
          messages.set(message.id, attribute(userId, { ...message, roomId, createdAt }))
        }
      })
    },
    saveStates: (given) => {
      const saved = structuredClone(given)
      return answer(() => {
        for (const state of saved) {
          const message = locked(state.id)
          messages.set(state.id, attribute(message.userId, { ...message, ...state }))
        }
      })
    },
  }
}
