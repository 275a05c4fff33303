import { ok, safeTry } from 'neverthrow'
import type { ResultAsync } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { recordRoomRead } from '../../audit/record-room-read.ts'
import { type RoomAssignedElsewhere, type Unavailable, type ValidationFailed, validationFailed } from '../../errors.ts'
import type { OwnNumber } from '../../lead/business-number.ts'
import { type CountryCode, parsePhone } from '../../lead/phone.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Digest } from '../../ports/digest.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { RoomView } from '../../ports/inbox.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { findOrOpenRoom } from '../../room/find-or-open-room.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{
  unitOfWork: UnitOfWork
  number: OwnNumber
  defaultCountry: CountryCode
  clock: Clock
  ids: IdSource
  digest: Digest
}>

export type OpenRoomError = ValidationFailed | RoomAssignedElsewhere | Unavailable
export type OpenedRoom = Readonly<{ view: RoomView; created: boolean }>

/** Finds or creates the room of a phone as people write it. Name and title are for a new lead and a new room. */
export type OpenRoom = (
  command: Readonly<{
    viewer: User
    phone: string
    name?: string | undefined
    title?: string | undefined
    origin?: Origin | undefined
  }>,
) => ResultAsync<OpenedRoom, OpenRoomError>

export const makeOpenRoom =
  (needs: Needs): OpenRoom =>
  ({ viewer, phone, name, title, origin }) =>
    needs.unitOfWork.run((stores) =>
      safeTry<OpenedRoom, OpenRoomError>(async function* () {
        const e164 = yield* parsePhone(phone, needs.defaultCountry).mapErr(({ message }) =>
          validationFailed({ path: 'phone', message }),
        )
        const now = needs.clock.now()
        const { room, created } = yield* await findOrOpenRoom(
          needs,
          stores,
          { viewer, phone: e164, name, title, origin },
          now,
        )
        const view = yield* await stores.inbox.room(room.id)
        if (view === undefined) throw new Error(`room ${room.id} has gone`)
        if (!created) {
          const { participants } = view
          yield* await recordRoomRead(needs, stores, { viewer, roomId: room.id, origin, participants })
        }
        return ok({ view, created })
      }),
    )
