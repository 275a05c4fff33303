import {
  type Accepted,
  CLAIM_LIFETIME,
  type DeliveryNews,
  makeDeliverMessages,
  type MessageChannel,
  type MessageId,
  MINUTE,
  type SendRefused,
  type SendUnconfirmed,
  type Stores,
  unavailable,
  type UnitOfWork,
} from '@boztell/core'
import { errAsync, type Result, ResultAsync, ok, err } from 'neverthrow'
import { describe, expect, test, vi } from 'vitest'
import { aBusiness, claimHeads } from '../../builders/a-business.ts'
import { aText } from '../../builders/a-message.ts'
import { anId } from '../../builders/an-id.ts'
import { stored } from '../../builders/store.ts'
import { aWaMessageId } from '../../builders/whatsapp-names.ts'
import { interposed } from '../interposed.ts'

type Said = Result<Accepted, SendRefused | SendUnconfirmed>
const accepted = (waMessageId = aWaMessageId()): Said => ok({ waMessageId, waId: null, bsuid: null })
const refused: Said = err({
  type: 'send_refused',
  action: 'fix',
  code: 100,
  title: 'A parameter is not valid',
  details: null,
  retryAfter: null,
})

/** A channel of which each answer comes when the test gives it. */
const aHeldChannel = () => {
  const asked: Readonly<{ id: MessageId; answer: (said: Said) => void }>[] = []
  const channel: Pick<MessageChannel, 'send'> = {
    send: ({ id }) => {
      const said = Promise.withResolvers<Said>()
      asked.push({ id, answer: said.resolve })
      return new ResultAsync(said.promise)
    },
  }
  const nextAsked = (count: number) => vi.waitFor(() => expect(asked).toHaveLength(count), { interval: 1 })
  return { channel, asked, nextAsked }
}

export const deliverMessagesDespiteFaultsScenarios = (
  adapter: string,
  makeUnitOfWork: () => Promise<UnitOfWork>,
): void => {
  describe(`${adapter}: deliver messages despite faults`, () => {
    const open = async () => {
      const business = aBusiness(await makeUnitOfWork())
      const conversations = await Promise.all([1, 2, 3].map(() => business.anOpenConversation()))
      const say = async (of = 0): Promise<MessageId> => {
        const { room, user } = conversations[of] ?? (await business.anOpenConversation())
        const id = anId<MessageId>()
        const said = { viewer: user, userId: user.id, id, target: { roomId: room.id }, content: aText() }
        ;(await business.send(said))._unsafeUnwrap()
        return id
      }
      const user = conversations.map((one) => one.user)[0] ?? (await business.anOpenConversation()).user
      const find = async (id: MessageId) =>
        (await stored(business.unitOfWork, ({ messages }) => messages.find([{ id }])))[0]
      const nothingWaits = async () => expect(await claimHeads(business.unitOfWork, business.clock.now())).toEqual([])
      const sentIds = () => business.sent.map(({ id }) => id)
      return { ...business, user, say, find, nothingWaits, sentIds }
    }

    /** A message whose worker was given up, though its answer is still to come, and that somebody has retried. */
    const aLateAnswer = async () => {
      const business = await open()
      const { say, retry, recoverStuck, clock, user } = business
      const { channel, asked, nextAsked } = aHeldChannel()
      const id = await say()
      let isOver = false
      const late = makeDeliverMessages({ ...business, channel })().map(() => {
        isOver = true
      })
      await nextAsked(1)
      clock.advance(CLAIM_LIFETIME + 1)
      ;(await recoverStuck())._unsafeUnwrap()
      ;(await retry({ viewer: user, messageId: id }))._unsafeUnwrap()
      const answer = async (said: Said) => {
        asked[0]?.answer(said)
        await vi.waitFor(() => {
          // Whatever else is asked for meanwhile is taken.
          for (const { answer: accept } of asked.slice(1)) accept(accepted())
          expect(isOver).toBe(true)
        })
        ;(await late)._unsafeUnwrap()
      }
      return { ...business, id, asked, answer }
    }

    test('an acceptance that comes late names the message, so that its retry sends nothing', async () => {
      const { id, asked, answer, find, nothingWaits } = await aLateAnswer()
      await answer(accepted('wamid.late'))
      expect(asked).toHaveLength(1)
      expect(await find(id)).toMatchObject({ status: 'accepted', waMessageId: 'wamid.late', attempt: 2 })
      await nothingWaits()
    })

    test('a refusal that comes late leaves the retry alone', async () => {
      const { id, asked, answer, find } = await aLateAnswer()
      await answer(refused)
      expect(asked).toHaveLength(2)
      expect(await find(id)).toMatchObject({ status: 'accepted', attempt: 2, error: null })
    })

    test('an acceptance that comes after that of the retry leaves it its name', async () => {
      const { id, answer, deliver, find, answers } = await aLateAnswer()
      answers.push({ waMessageId: 'wamid.retry' })
      ;(await deliver())._unsafeUnwrap()
      await answer(accepted('wamid.late'))
      expect(await find(id)).toMatchObject({ waMessageId: 'wamid.retry', earlierWaMessageIds: ['wamid.late'] })
    })

    test('a database that is lost before the answer is stored costs nothing but time', async () => {
      const { say, find, sentIds, nothingWaits, ...business } = await open()
      let losses = 2
      const unitOfWork = interposed(business.unitOfWork, ({ outbox }) => ({
        outbox: {
          ...outbox,
          hold: (ids) => (ids.length > 0 && losses-- > 0 ? errAsync(unavailable('lost')) : outbox.hold(ids)),
        },
      }))
      const ids = [await say(0), await say(1)]
      const deliver = makeDeliverMessages({ ...business, unitOfWork })
      expect(await deliver()).toEqual(err(unavailable('lost')))
      for (const id of ids) expect(await find(id)).toMatchObject({ status: 'sending' })
      expect(await deliver()).toEqual(err(unavailable('lost')))
      ;(await deliver())._unsafeUnwrap()
      for (const id of ids) expect(await find(id)).toMatchObject({ status: 'accepted' })
      expect(sentIds().toSorted()).toEqual(ids.toSorted())
      await nothingWaits()
    })

    test('a claim of which nobody heard whether it was kept goes back, for nothing was sent', async () => {
      const { say, find, sentIds, nothingWaits, ...business } = await open()
      const [one, two] = [await say(), await say()]
      let losses = 1
      const unitOfWork: UnitOfWork = {
        run: (work) =>
          business.unitOfWork.run(work).andThen((kept) => (losses-- > 0 ? errAsync(unavailable('lost')) : ok(kept))),
      }
      const deliver = makeDeliverMessages({ ...business, unitOfWork })
      expect(await deliver()).toEqual(err(unavailable('lost')))
      expect(await find(one)).toMatchObject({ status: 'sending' })
      ;(await deliver())._unsafeUnwrap()
      expect(sentIds()).toEqual([one, two])
      expect(await find(one)).toMatchObject({ status: 'accepted', attempt: 1 })
      await nothingWaits()
    })

    test('a claim that took long to be kept is taken anew, for somebody may find it stuck while WhatsApp is asked', async () => {
      const { say, find, sentIds, recoverStuck, clock, ...business } = await open()
      const id = await say()
      let delays = 1
      const unitOfWork: UnitOfWork = {
        run: (work) =>
          business.unitOfWork.run(work).map((kept) => {
            if (delays-- > 0) clock.advance(CLAIM_LIFETIME + 1)
            return kept
          }),
      }
      const stuck: number[] = []
      const channel: MessageChannel = {
        ...business.channel,
        send: (outgoing) =>
          ResultAsync.fromSafePromise(recoverStuck()).andThen((found) => {
            stuck.push(found._unsafeUnwrap())
            return business.channel.send(outgoing)
          }),
      }
      ;(await makeDeliverMessages({ ...business, unitOfWork, clock, channel })())._unsafeUnwrap()
      expect(stuck).toEqual([0])
      expect(sentIds()).toEqual([id])
      expect(await find(id)).toMatchObject({ status: 'accepted', attempt: 1 })
    })

    test('an answer that is waited for is stored while stopping, and nothing else is taken', async () => {
      const { say, find, ...business } = await open()
      const { channel, asked, nextAsked } = aHeldChannel()
      const ids = [await say(), await say()]
      let isStopping = false
      const delivering = makeDeliverMessages({ ...business, channel })({ isStopping: () => isStopping })
      await nextAsked(1)
      isStopping = true
      asked[0]?.answer(accepted())
      ;(await delivering)._unsafeUnwrap()
      expect(await Promise.all(ids.map(async (id) => (await find(id))?.status))).toEqual(['accepted', 'queued'])
    })

    test('a message that hurts the store does not keep the others', async () => {
      const { say, find, ...business } = await open()
      const ids = [await say(0), await say(1), await say(2)]
      const news: DeliveryNews[] = []
      const bug = new Error('a bug')
      const spoilt = (stores: Stores): Partial<Stores> => ({
        messages: {
          ...stores.messages,
          saveStates: (states) => {
            if (states.some(({ id }) => id === ids[1])) throw bug
            return stores.messages.saveStates(states)
          },
        },
      })
      const unitOfWork = interposed(business.unitOfWork, spoilt)
      const onNews = (one: DeliveryNews) => news.push(one)
      ;(await makeDeliverMessages({ ...business, unitOfWork, onNews })())._unsafeUnwrap()
      expect(await Promise.all(ids.map(async (id) => (await find(id))?.status))).toEqual([
        'accepted',
        'queued',
        'accepted',
      ])
      expect(news).toEqual([{ type: 'bug', messageId: ids[1], bug }])
    })

    test('an answer that hurts the store does not keep the others, and nobody says what became of it', async () => {
      const { say, find, answers, clock, recoverStuck, sentIds, ...business } = await open()
      const ids = [await say(0), await say(1), await say(2)]
      answers.push({}, { waMessageId: 'wamid.bad' }, {})
      const spoilt = ({ pendingStatuses }: Stores): Partial<Stores> => ({
        pendingStatuses: {
          ...pendingStatuses,
          hold: (names) => {
            if (names.includes('wamid.bad')) throw new Error('a bug')
            return pendingStatuses.hold(names)
          },
        },
      })
      const unitOfWork = interposed(business.unitOfWork, spoilt)
      const deliver = makeDeliverMessages({ ...business, clock, unitOfWork })
      ;(await deliver())._unsafeUnwrap()
      const statuses = async () => Promise.all(sentIds().map(async (id) => (await find(id))?.status))
      expect(await statuses()).toEqual(['accepted', 'sending', 'accepted'])
      clock.advance(CLAIM_LIFETIME + 1)
      ;(await recoverStuck())._unsafeUnwrap()
      ;(await deliver())._unsafeUnwrap()
      expect(await statuses()).toEqual(['accepted', 'unconfirmed', 'accepted'])
      expect(new Set(sentIds())).toEqual(new Set(ids))
    })

    test('a bug of the channel leaves the message unconfirmed', async () => {
      const { say, find, nothingWaits, ...business } = await open()
      const id = await say()
      const broken: MessageChannel = {
        ...business.channel,
        send: () => {
          throw new Error('a bug')
        },
      }
      ;(await makeDeliverMessages({ ...business, channel: broken })())._unsafeUnwrap()
      expect(await find(id)).toMatchObject({ status: 'unconfirmed' })
      await nothingWaits()
    })

    test('refusals in between change nothing about the order of a room', async () => {
      const { say, deliver, answers, sent, clock, find } = await open()
      const again = { type: 'send_refused', action: 'retry', title: 'Later', details: null, retryAfter: null } as const
      answers.push({}, { ...again, code: 131056 }, { ...again, code: 2 }, {}, { ...again, code: 131016 })
      const ids: MessageId[] = []
      for (let i = 0; i < 6; i += 1) ids.push(await say())
      for (let i = 0; i < 6; i += 1) {
        ;(await deliver())._unsafeUnwrap()
        clock.advance(MINUTE)
      }
      const order = sent.map(({ id }) => ids.indexOf(id))
      expect(order).toEqual([0, 1, 1, 1, 2, 2, 3, 4, 5])
      for (const id of ids) expect(await find(id)).toMatchObject({ status: 'accepted' })
    })
  })
}
