import { DAY, type Instant } from '../instant.ts'
import type { Content } from './content.ts'

/** The window that a customer's message of this moment opens (D8); it never shrinks. */
export const windowAfter = (windowExpiresAt: Instant | null, customerWroteAt: Instant): Instant =>
  Math.max(windowExpiresAt ?? 0, customerWroteAt + DAY)

/** Within 24 hours of the customer's last message everything may be sent; outside of it a template only (D8). */
export const mayBeSent = (content: Content, windowExpiresAt: Instant | null, now: Instant): boolean =>
  content.type === 'template' || (windowExpiresAt !== null && now < windowExpiresAt)
