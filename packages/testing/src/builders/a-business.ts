import type {
  Accepted,
  Claim,
  Customer,
  Instant,
  MessageChannel,
  MessageView,
  OutgoingMessage,
  ReadMessage,
  RoomView,
  SendRefused,
  SendUnconfirmed,
  UnitOfWork,
  User,
  WebhookItem,
} from '@boztell/core'
import {
  makeDeliverMessages,
  makeOpenRoom,
  makeReadRoom,
  makeReceiveWebhooks,
  makeRecoverStuck,
  makeReplayFailure,
  makeRetryMessage,
  makeSendMessage,
  makeSendReadReceipts,
} from '@boztell/core'
import { errAsync, okAsync, type Result } from 'neverthrow'
import { aClock } from './a-clock.ts'
import { aScriptedMediaWay } from './a-media-way.ts'
import { TEST_SCOPE } from './a-lead.ts'
import { TEST_PHONE_NUMBER_ID } from './a-room.ts'
import { aDelivery, aMessageItem } from './a-webhook.ts'
import { stored, storeAccount } from './store.ts'
import { testDigest } from './test-digest.ts'
import { testIds } from './test-ids.ts'
import { aWaMessageId } from './whatsapp-names.ts'

export type ChannelAnswer = Partial<Accepted> | SendRefused | SendUnconfirmed

/** A channel that remembers what it was asked to send and told is read, and answers as told; unless told, it accepts. */
export const aScriptedChannel = () => {
  const sent: OutgoingMessage[] = []
  const read: ReadMessage[] = []
  const answers: ChannelAnswer[] = []
  const channel: MessageChannel = {
    send: (message) => {
      sent.push(message)
      const answer = answers.shift() ?? {}
      if ('type' in answer) return errAsync(answer)
      return okAsync({ waMessageId: aWaMessageId(), waId: null, bsuid: null, ...answer })
    },
    markRead: (message) => {
      const answer = answers.shift() ?? {}
      if ('type' in answer) return errAsync(answer)
      read.push(message)
      return okAsync(undefined)
    },
    check: () => errAsync({ type: 'channel_unreachable', code: 'not_scripted' }),
  }
  return { channel, sent, read, answers }
}

/** A business number with every use case of a conversation, on stores of the adapter's. */
export const aBusiness = (unitOfWork: UnitOfWork) => {
  const clock = aClock()
  const number = { phoneNumberId: TEST_PHONE_NUMBER_ID, businessAccountId: TEST_SCOPE }
  const { channel, sent, read, answers } = aScriptedChannel()
  const { uploads, uploadAnswers, ...mediaWay } = aScriptedMediaWay()
  const needs = {
    ...mediaWay,
    unitOfWork,
    clock,
    channel,
    number,
    numbers: [number],
    ids: testIds(),
    digest: testDigest,
    defaultCountry: 'ID',
    maxRate: 100_000,
    random: () => 0,
    readItems: (raw: unknown) => (raw === null ? [] : [raw as WebhookItem]),
  } as const
  const receive = makeReceiveWebhooks(needs)

  const roomOf = async (customer: Customer): Promise<RoomView | undefined> => {
    const { data } = await stored(unitOfWork, ({ inbox }) =>
      inbox.rooms(
        { visibleTo: null, assignedTo: null, status: null, unread: null, q: customer.profileName ?? '' },
        { limit: 100, cursor: null },
      ),
    )
    const [only, ...others] = data
    if (others.length > 0) throw new Error(`${data.length.toString()} rooms for ${JSON.stringify(customer)}`)
    return only
  }

  return {
    ...needs,
    sent,
    read,
    answers,
    uploads,
    uploadAnswers,
    receive,
    replay: makeReplayFailure(needs),
    send: makeSendMessage(needs),
    retry: makeRetryMessage(needs),
    openRoom: makeOpenRoom(needs),
    deliver: makeDeliverMessages(needs),
    recoverStuck: makeRecoverStuck(needs),
    readRoom: makeReadRoom(needs),
    sendReadReceipts: makeSendReadReceipts(needs),
    roomOf,
    /** Receives one POST and fails the test unless it was taken. */
    take: async (...items: readonly WebhookItem[]): Promise<void> => {
      ;(await receive([aDelivery(...items)]))._unsafeUnwrap()
    },
    /** The messages of a room, newest first. */
    messagesOf: async (room: RoomView['room']): Promise<readonly MessageView[]> =>
      (await stored(unitOfWork, ({ inbox }) => inbox.messages(room.id, { before: null, after: null, limit: 100 })))
        .data,
    /** A customer who has written once, their room, and an active user who may answer. */
    anOpenConversation: async (
      user: Partial<User> = {},
    ): Promise<
      Readonly<{
        customer: Customer
        room: RoomView['room']
        user: User
        said: WebhookItem & { kind: 'message' | 'echo' }
      }>
    > => {
      const said = aMessageItem({ customer: aNamedCustomer() })
      ;(await receive([aDelivery(said)]))._unsafeUnwrap()
      const view = await roomOf(said.customer)
      if (view === undefined) throw new Error('the message made no room')
      const { user: agent } = await storeAccount(unitOfWork, { role: 'admin', ...user })
      return { customer: said.customer, room: view.room, user: agent, said }
    },
  }
}

/** A new customer with a name that nobody else has, by which `roomOf` finds their room. */
export const aNamedCustomer = (overrides: Customer = {}): Customer => {
  const profileName = `Customer ${crypto.randomUUID()}`
  const { customer } = aMessageItem()
  return { ...customer, profileName, ...overrides }
}

export const errorOf = <T, E>(result: Result<T, E>): E => result._unsafeUnwrapErr()

/** What a worker would be given. */
export const claimHeads = (unitOfWork: UnitOfWork, now: Instant): Promise<readonly Claim[]> =>
  stored(unitOfWork, ({ outbox }) =>
    outbox.claim({ phoneNumberId: TEST_PHONE_NUMBER_ID, limit: 1_000, now, first: 'oldest', except: new Set() }),
  )
