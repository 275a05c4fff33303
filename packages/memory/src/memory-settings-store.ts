import type { Settings, SettingsKind, SettingsStore } from '@boztell/core'
import { defaultSettings } from '@boztell/core'
import { answer } from './answer.ts'
import type { MemoryState } from './memory-state.ts'

export const memorySettingsStore = ({ settings }: MemoryState): SettingsStore => ({
  find: <K extends SettingsKind>(kind: K) =>
    answer(() => (settings.get(kind) as Settings[K] | undefined) ?? defaultSettings[kind]),
  save: (kind, given) => {
    const value = structuredClone(given)
    return answer(() => {
      settings.set(kind, value)
    })
  },
})
