import * as v from 'valibot'
import { closedObject } from '../outgoing/closed-object.ts'

/** Who gets new rooms by themselves; as the API shows it and as it is stored. */
export const assignmentSettingsSchema = closedObject({
  mode: v.picklist(['off', 'round_robin', 'least_busy']),
  /** Open rooms that an agent has at most. */
  capacity: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000)),
})
export type AssignmentSettings = v.InferOutput<typeof assignmentSettingsSchema>

export const defaultAssignmentSettings: AssignmentSettings = { mode: 'off', capacity: 10 }
