import type { FoundMessage, Message, MessageSearch, SearchedMessages } from '@boztell/core'
import { highlightsOf } from '@boztell/core'
import { answer } from './answer.ts'
import { mustExist } from './existing.ts'
import { participationKey } from './memory-participant-store.ts'
import type { MemoryState } from './memory-state.ts'
import { showing } from './memory-views.ts'

export const memoryMessageSearch = (state: MemoryState): MessageSearch => {
  const { messageView } = showing(state)
  const leadNameOf = ({ roomId }: Message): string =>
    mustExist(state.leads, mustExist(state.rooms, roomId, 'room').leadId, 'lead').name

  const fits = (message: Message, { words, visibleTo, roomId, before }: SearchedMessages): boolean =>
    (visibleTo === null || state.participations.has(participationKey(message.roomId, visibleTo))) &&
    (roomId === null || message.roomId === roomId) &&
    (before === null || message.id < before) &&
    highlightsOf(message, leadNameOf(message), words) !== undefined

  return {
    find: (searched) =>
      answer(() => {
        const found = [...state.messages.values()]
          .filter((message) => fits(message, searched))
          .toSorted((a, b) => (a.id < b.id ? 1 : -1))
        const page = found.slice(0, searched.limit)
        const data = page.map((message): FoundMessage => ({
          ...messageView(message),
          leadName: leadNameOf(message),
        }))
        return { data, next: found.length > page.length ? (page.at(-1)?.id ?? null) : null }
      }),
  }
}
