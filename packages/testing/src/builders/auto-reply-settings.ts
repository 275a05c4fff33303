import type { AutoReplySettings } from '@boztell/core'
import { defaultSettings } from '@boztell/core'

/** Switched on: office hours from Monday to Friday in Jakarta, nothing greets. */
export const autoReplySettings = (overrides: Partial<AutoReplySettings> = {}): AutoReplySettings => ({
  ...defaultSettings.auto_reply,
  enabled: true,
  timezone: 'Asia/Jakarta',
  outside_hours_text: 'Kami sedang tutup 🌙',
  ...overrides,
})
