import * as v from 'valibot'
import { oneLine } from '../one-line.ts'
import { closedObject } from '../outgoing/closed-object.ts'
import { messageIdSchema } from '../message/message.ts'
import { pageQuery } from '../page-query.ts'
import { userIdSchema } from '../user/user.ts'

const status = v.picklist(['open', 'closed'])

export const roomsQuery = v.object({
  ...pageQuery,
  status: v.optional(status),
  q: v.optional(oneLine(0, 200)),
  unread: v.optional(
    v.pipe(
      v.picklist(['true', 'false']),
      v.transform((word) => word === 'true'),
    ),
  ),
  assigned_to: v.optional(userIdSchema),
})

export const updateRoomInput = closedObject({
  title: v.optional(oneLine(1, 100)),
  status: v.optional(status),
})

export const readRoomInput = closedObject({ up_to: v.optional(messageIdSchema), typing: v.optional(v.boolean()) })

export const addParticipantInput = closedObject({ user_id: userIdSchema })
