import * as v from 'valibot'
import type { Instant } from '../instant.ts'

export const userIdSchema = v.pipe(v.string(), v.uuid(), v.toLowerCase(), v.brand('UserId'))
export type UserId = v.InferOutput<typeof userIdSchema>

/** `system` is the role of the seeded users, which send but never log in (D1). */
export type Role = 'admin' | 'supervisor' | 'agent' | 'system'
/** The roles of people. */
export type HumanRole = Exclude<Role, 'system'>
export type UserStatus = 'pending' | 'active' | 'suspended'
export type Availability = 'online' | 'away'

export type User = Readonly<{
  id: UserId
  name: string
  /** Lower case; null for the seeded users only. */
  email: string | null
  role: Role
  status: UserStatus
  availability: Availability
  /** Since when nobody can reckon with them, away or not active; null while they are there. */
  leftAt: Instant | null
  createdAt: Instant
}>

/** A user together with what proves who they are; the hash never leaves core and its adapters. */
export type Account = Readonly<{ user: User; passwordHash: string | null }>

/** Sends automatic replies. */
export const SYSTEM_USER_ID = '00000000-0000-8000-8000-000000000001' as UserId
/** The author of what was typed in the WhatsApp Business app and arrives as an echo. */
export const BUSINESS_APP_USER_ID = '00000000-0000-8000-8000-000000000002' as UserId

/** The users that every store holds from its first day. */
export const seededUsers: readonly User[] = [
  { id: SYSTEM_USER_ID, name: 'System' },
  { id: BUSINESS_APP_USER_ID, name: 'WhatsApp Business app' },
].map((user) => ({
  ...user,
  email: null,
  role: 'system',
  status: 'active',
  availability: 'away',
  leftAt: null,
  createdAt: 0,
}))

/** The user after a change of what they are or say of themselves, with the moment in which they left. */
export const withLeave = (user: User, now: Instant): User => ({
  ...user,
  leftAt: user.status === 'active' && user.availability === 'online' ? null : (user.leftAt ?? now),
})

export const overseesAllRooms = (user: User): boolean => user.role === 'admin' || user.role === 'supervisor'
