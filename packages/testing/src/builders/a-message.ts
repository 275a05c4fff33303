import type {
  Content,
  CustomerMessage,
  Media,
  MessageChange,
  MessageFacts,
  MessageId,
  OutgoingMessage,
  Reaction,
  RoomId,
  StatusReport,
  UserId,
  UserMessage,
} from '@boztell/core'
import { SYSTEM_USER_ID, attributeToCustomer, attributeToUser, queued } from '@boztell/core'
import { TEST_NOW } from './a-clock.ts'
import { TEST_PHONE_NUMBER_ID } from './a-room.ts'
import { anId } from './an-id.ts'
import { aPhone, aWaMessageId } from './whatsapp-names.ts'

export const aText = (body = 'Halo'): Content => ({ type: 'text', data: { body } })

/** A picture that WhatsApp fetches from a public address; nothing is stored here. */
export const aMedia = (overrides: Partial<Media> = {}): Media => ({
  id: null,
  state: 'ready',
  mime_type: 'image/jpeg',
  size: null,
  sha256: null,
  filename: null,
  link: 'https://example.com/menu.jpg',
  ...overrides,
})

const facts = (overrides: Partial<MessageFacts>): MessageFacts => {
  const createdAt = overrides.createdAt ?? TEST_NOW
  return {
    ...queued(),
    id: anId<MessageId>(createdAt),
    roomId: anId<RoomId>(),
    content: aText(),
    originalContent: null,
    editedAt: null,
    revokedAt: null,
    replyTo: null,
    replyToWaMessageId: null,
    context: null,
    referral: null,
    createdAt,
    ...overrides,
  }
}

/** Received text; give `roomId` of a stored room where the message is to be stored. */
export const aCustomerMessage = (overrides: Partial<MessageFacts> = {}): CustomerMessage =>
  attributeToCustomer(facts({ status: 'received', waMessageId: aWaMessageId(), ...overrides }))

/** Queued text; from the seeded system user, whom every store holds, unless `userId` says otherwise. */
export const aUserMessage = ({
  userId = SYSTEM_USER_ID,
  ...overrides
}: Partial<MessageFacts> & Readonly<{ userId?: UserId }> = {}): UserMessage => attributeToUser(userId, facts(overrides))

export const aStatusReport = (overrides: Partial<StatusReport> = {}): StatusReport => ({
  waMessageId: aWaMessageId(),
  messageId: null,
  status: 'delivered',
  at: TEST_NOW,
  error: null,
  pricing: null,
  ...overrides,
})

/** The customer's 👍. */
export const aReaction = (overrides: Partial<Reaction> = {}): Reaction => ({
  roomId: anId<RoomId>(),
  targetWaMessageId: aWaMessageId(),
  userId: null,
  emoji: '👍',
  at: TEST_NOW,
  ...overrides,
})

type ChangeFacts = Omit<MessageChange, 'kind' | 'content'>
const changeFacts = (overrides: Partial<ChangeFacts>): ChangeFacts => ({
  id: anId<MessageId>(overrides.at),
  roomId: anId<RoomId>(),
  targetWaMessageId: aWaMessageId(),
  direction: 'inbound',
  at: TEST_NOW,
  ...overrides,
})

export const anEdit = (overrides: Partial<ChangeFacts> = {}, content: Content = aText('Halo!')): MessageChange => ({
  ...changeFacts(overrides),
  kind: 'edit',
  content,
})

export const aRevocation = (overrides: Partial<ChangeFacts> = {}): MessageChange => ({
  ...changeFacts(overrides),
  kind: 'revoke',
  content: null,
})

export const anOutgoingMessage = (overrides: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: anId<MessageId>(),
  phoneNumberId: TEST_PHONE_NUMBER_ID,
  address: { to: aPhone() },
  content: aText(),
  replyToWaMessageId: null,
  ...overrides,
})
