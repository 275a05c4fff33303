import type { User } from '@boztell/core'
import * as v from 'valibot'
import { time, timeOf } from './time.ts'

export const userSchema = v.object({
  id: v.pipe(v.string(), v.uuid()),
  name: v.string(),
  email: v.nullable(v.string()),
  role: v.picklist(['admin', 'supervisor', 'agent', 'system']),
  status: v.picklist(['pending', 'active', 'suspended']),
  availability: v.picklist(['online', 'away']),
  created_at: time,
})
export type UserView = v.InferOutput<typeof userSchema>

export const userView = ({ id, name, email, role, status, availability, createdAt }: User): UserView => ({
  id,
  name,
  email,
  role,
  status,
  availability,
  created_at: timeOf(createdAt),
})
