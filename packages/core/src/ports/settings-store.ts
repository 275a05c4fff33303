import type { Settings, SettingsKind } from '../settings/settings.ts'
import type { Stored } from './unit-of-work.ts'

export interface SettingsStore {
  /** The defaults where nothing was saved. */
  find<K extends SettingsKind>(kind: K): Stored<Settings[K]>
  save<K extends SettingsKind>(kind: K, settings: Settings[K]): Stored<void>
}
