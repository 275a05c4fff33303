import * as v from 'valibot'
import { assignmentSettingsSchema, defaultAssignmentSettings, type AssignmentSettings } from './assignment-settings.ts'
import { autoReplySettingsSchema, defaultAutoReplySettings, type AutoReplySettings } from './auto-reply-settings.ts'

/** What admins decide while the server runs, by kind. */
export type Settings = Readonly<{ auto_reply: AutoReplySettings; assignment: AssignmentSettings }>
export type SettingsKind = keyof Settings

const schemas: { readonly [K in SettingsKind]: v.GenericSchema<unknown, Settings[K]> } = {
  auto_reply: autoReplySettingsSchema,
  assignment: assignmentSettingsSchema,
}

/** Reads settings as they were stored; a field that is added later needs a default in its schema. */
export const readSettings = <K extends SettingsKind>(kind: K, value: unknown): Settings[K] => {
  const schema: v.GenericSchema<unknown, Settings[K]> = schemas[kind]
  return v.parse(schema, value)
}

/** As long as nobody has saved others; everything is off. */
export const defaultSettings: Settings = {
  auto_reply: defaultAutoReplySettings,
  assignment: defaultAssignmentSettings,
}
