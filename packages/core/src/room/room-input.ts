import * as v from 'valibot'
import { line } from '../bounded-text.ts'
import { pageQuery } from '../page-query.ts'
import { userIdSchema } from '../user/user.ts'

const status = v.picklist(['open', 'closed'])

export const roomsQuery = v.object({
  ...pageQuery,
  status: v.optional(status),
  q: v.optional(line(0, 200)),
  unread: v.optional(
    v.pipe(
      v.picklist(['true', 'false']),
      v.transform((word) => word === 'true'),
    ),
  ),
  assigned_to: v.optional(userIdSchema),
})

export const updateRoomInput = v.strictObject({
  title: v.optional(line(1, 100)),
  status: v.optional(status),
})

export const addParticipantInput = v.strictObject({ user_id: userIdSchema })
