import * as v from 'valibot'
import { oneLine } from '../one-line.ts'
import { closedObject } from '../outgoing/closed-object.ts'

export const updateLeadInput = closedObject({ name: v.optional(oneLine(1, 100)) })
