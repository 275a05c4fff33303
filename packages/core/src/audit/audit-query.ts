import * as v from 'valibot'
import { instantInput } from '../instant-input.ts'
import { across, property } from '../outgoing/across.ts'
import { pageQuery } from '../page-query.ts'
import { userIdSchema } from '../user/user.ts'
import { auditActionSchema } from './audit-entry.ts'

export const auditQuery = v.pipe(
  v.object({
    ...pageQuery,
    actor: v.optional(userIdSchema),
    action: v.optional(auditActionSchema),
    from: v.optional(instantInput),
    to: v.optional(instantInput),
  }),
  across((query) => {
    const [from, to] = [property(query, 'from'), property(query, 'to')]
    return typeof from === 'number' && typeof to === 'number' && to <= from
      ? [{ at: ['to'], message: 'must be later than from' }]
      : []
  }),
)
