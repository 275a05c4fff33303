import * as v from 'valibot'
import { line } from '../bounded-text.ts'

export const updateLeadInput = v.strictObject({ name: v.optional(line(1, 100)) })
