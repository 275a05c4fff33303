import type { Lead, Room } from '@boztell/core'
import { DEFAULT_ROOM_TITLE } from '@boztell/core'
import { TEST_NOW } from './a-clock.ts'
import { aLead } from './a-lead.ts'
import { anId } from './an-id.ts'
import { aPhone } from './whatsapp-names.ts'

/** The business number of the tests. */
export const TEST_PHONE_NUMBER_ID = '106540352242922'

/** An open room in which nothing was said. `leadId` must be of a stored lead where the room is to be stored. */
export const aRoom = (overrides: Partial<Room> = {}): Room => ({
  id: anId<Room['id']>(),
  leadId: anId<Lead['id']>(),
  phoneNumberId: TEST_PHONE_NUMBER_ID,
  phone: aPhone(),
  title: DEFAULT_ROOM_TITLE,
  status: 'open',
  unreadCount: 0,
  readSeq: 0,
  lastMessageId: null,
  lastMessageAt: null,
  settledId: null,
  windowExpiresAt: null,
  createdAt: TEST_NOW,
  updatedAt: TEST_NOW,
  ...overrides,
})

export type Conversation = Readonly<{ lead: Lead; room: Room }>

/** A lead and their room, which agree in id and phone. */
export const aConversation = (room: Partial<Room> = {}, lead: Partial<Lead> = {}): Conversation => {
  const owner = aLead(lead)
  return { lead: owner, room: aRoom({ leadId: owner.id, phone: owner.phone, ...room }) }
}
